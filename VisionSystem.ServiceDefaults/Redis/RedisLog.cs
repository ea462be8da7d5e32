using Microsoft.Extensions.Logging;

namespace VisionSystem.ServiceDefaults.Redis;

/// <summary>Counts what is done without Redis, and says so once a minute.</summary>
internal sealed partial class RedisLog(TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly Lock _saying = new();
    private long? _saidAt;
    private long _unsaid;

    public void Failed(string operation, string error, string reason)
    {
        RedisTelemetry.Failures.Add(1, new("operation", operation), new("error", error));
        lock (_saying)
        {
            _unsaid++;
            if (_saidAt is { } said && time.GetElapsedTime(said) < Pause)
            {
                return;
            }

            _saidAt = time.GetTimestamp();
            Without(logger, _unsaid, reason);
            _unsaid = 0;
        }
    }

    public void Works(string location)
    {
        lock (_saying)
        {
            _saidAt = null;
            _unsaid = 0;
        }

        Connected(logger, location);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis cannot be used, so {Count} operation(s) since the last such line were done without it: {Reason}")]
    private static partial void Without(ILogger logger, long count, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Redis at {Location} is used")]
    private static partial void Connected(ILogger logger, string location);
}
