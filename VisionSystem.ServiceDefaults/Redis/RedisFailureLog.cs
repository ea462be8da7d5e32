using Microsoft.Extensions.Logging;
using VisionSystem.ServiceDefaults.Telemetry;

namespace VisionSystem.ServiceDefaults.Redis;

/// <summary>Counts the operations that were done without Redis and logs them at most once a minute. Thread-safe.</summary>
internal sealed class RedisFailureLog(TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private long? _loggedAt;
    private long _unlogged;

    public void Failed(string operation, string error, string reason)
    {
        DefaultsTelemetry.RedisFailures.Add(1, new("operation", operation), new("error", error));
        lock (_lock)
        {
            _unlogged++;
            if (_loggedAt is { } logged && time.GetElapsedTime(logged) < Interval)
            {
                return;
            }

            _loggedAt = time.GetTimestamp();
            Log.WorkingWithoutRedis(logger, _unlogged, reason);
            _unlogged = 0;
        }
    }

    public void Connected(string location)
    {
        lock (_lock)
        {
            _loggedAt = null;
            _unlogged = 0;
        }

        Log.RedisConnected(logger, location);
    }
}
