using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using VisionSystem.ServiceDefaults.Telemetry;
using VisionSystem.ServiceDefaults.Tls;

namespace VisionSystem.ServiceDefaults.Redis;

/// <summary>
/// The connection to the Redis that replicas share. Redis is optional: an operation that fails or times out returns the
/// caller's fallback. After a failure no operation uses Redis until it responds to a ping, so that a hanging Redis costs one
/// timeout instead of one for each request. Thread-safe.
/// </summary>
public sealed class RedisConnection : BackgroundService
{
    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(1);

    private readonly ConfigurationOptions? _target;
    private readonly TimeSpan _timeout;
    private readonly Func<IConnectionMultiplexer> _connect;
    private readonly TimeProvider _time;
    private readonly RedisFailureLog _log;
    private readonly ServerVerifier? _verifier;
    private readonly List<Subscription> _subscriptions = [];
    private volatile IConnectionMultiplexer? _multiplexer;
    private volatile bool _isUsable;

    /// <param name="target">The address; null for no Redis.</param>
    /// <param name="timeout">The longest wait for one operation.</param>
    /// <param name="connect">Opens the connection; may block.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log of the operations that were done without Redis.</param>
    /// <param name="verifier">The verifier of the server's certificate; null without TLS.</param>
    internal RedisConnection(
        ConfigurationOptions? target, TimeSpan timeout, Func<IConnectionMultiplexer> connect, TimeProvider time, ILogger<RedisConnection> logger, ServerVerifier? verifier)
    {
        (_target, _timeout, _connect, _time, _verifier) = (target, timeout, connect, time, verifier);
        _log = new RedisFailureLog(time, logger);
    }

    /// <summary>True if a Redis is configured.</summary>
    public bool IsConfigured => _target is not null;

    /// <summary>True if the last operation or ping succeeded.</summary>
    public bool IsUsable => _isUsable;

    /// <summary>The host and port of each endpoint, comma-separated, without secrets; empty if none is configured.</summary>
    public string Location => _target is null ? "" : string.Join(", ", _target.EndPoints.Select(Describe));

    /// <summary>The reason for which the certificate of the server was rejected; null if it was not.</summary>
    public string? Rejection => _verifier?.Rejection;

    /// <summary>Runs an operation on Redis. A failure or a timeout is counted, logged and replaced by the fallback.</summary>
    /// <typeparam name="T">The result of the operation.</typeparam>
    /// <param name="operation">The name of the operation in metrics and traces, one or two words.</param>
    /// <param name="request">The operation.</param>
    /// <param name="otherwise">The fallback.</param>
    /// <returns>The result of the operation, or the fallback.</returns>
    public async ValueTask<T> TryAsync<T>(string operation, Func<IDatabase, Task<T>> request, T otherwise)
    {
        if (_target is null)
        {
            return otherwise;
        }

        if (!_isUsable)
        {
            _log.Failed(operation, "unreachable", Rejection ?? $"Redis at {Location} does not respond");
            return otherwise;
        }

        var started = _time.GetTimestamp();
        using var span = DefaultsTelemetry.Source.StartActivity($"redis {operation}", ActivityKind.Client)?.SetTag("db.system.name", "redis");
        try
        {
            var result = await request(_multiplexer!.GetDatabase()).WaitAsync(_timeout);
            DefaultsTelemetry.RedisDuration.Record(_time.GetElapsedTime(started).TotalSeconds, new KeyValuePair<string, object?>("operation", operation));
            return result;
        }
        catch (Exception exception) when (IsFault(exception))
        {
            // An error response from the server does not predict the next operation.
            _isUsable = exception is RedisServerException;
            span?.SetTag("error.type", exception.GetType().Name).SetStatus(ActivityStatusCode.Error, exception.Message);
            _log.Failed(operation, exception.GetType().Name, exception.Message);
            return otherwise;
        }
    }

    /// <summary>Calls a handler for each message of a channel while Redis is reachable.</summary>
    internal void Subscribe(string channel, Action<byte[]> handler)
    {
        lock (_subscriptions)
        {
            _subscriptions.Add(new Subscription(new RedisChannel(channel, RedisChannel.PatternMode.Literal), handler));
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_target is null)
        {
            return;
        }

        using var timer = new PeriodicTimer(PingInterval, _time);
        do
        {
            await MaintainAsync();
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _isUsable = false;
    }

    /// <summary>True for every exception of the client, socket exceptions included: none may reach the caller or end the service.</summary>
    private static bool IsFault(Exception exception) => exception is not (OutOfMemoryException or ArgumentException);

    private static string Describe(System.Net.EndPoint endpoint) => endpoint switch
    {
        System.Net.DnsEndPoint name => $"{name.Host}:{name.Port}",
        _ => endpoint.ToString() ?? "",
    };

    /// <summary>Connects, pings an unusable Redis, and opens the pending subscriptions.</summary>
    private async Task MaintainAsync()
    {
        try
        {
            _multiplexer ??= await Task.Run(_connect);
            if (!_isUsable)
            {
                await _multiplexer.GetDatabase().PingAsync().WaitAsync(_timeout);
                _isUsable = true;
                _log.Connected(Location);
            }

            await SubscribeAsync(_multiplexer.GetSubscriber());
        }
        catch (Exception exception) when (IsFault(exception))
        {
            _isUsable = false;
            _log.Failed("connect", exception.GetType().Name, Rejection ?? exception.Message);
        }
    }

    private async Task SubscribeAsync(ISubscriber subscriber)
    {
        Subscription[] pending;
        lock (_subscriptions)
        {
            pending = [.. _subscriptions.Where(subscription => !subscription.IsDone)];
        }

        foreach (var subscription in pending)
        {
            await subscriber.SubscribeAsync(subscription.Channel, (_, message) => subscription.Handler((byte[])message!)).WaitAsync(_timeout);
            subscription.IsDone = true;
        }
    }

    private sealed class Subscription(RedisChannel channel, Action<byte[]> handler)
    {
        public RedisChannel Channel => channel;

        public Action<byte[]> Handler => handler;

        public bool IsDone { get; set; }
    }
}
