using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace VisionSystem.ServiceDefaults.Redis;

/// <summary>
/// The connection to the Redis that replicas share. It is a help and never a need: an operation that fails, or takes too long,
/// gives what its caller does without; and from then on Redis is left alone until it answers again, so that a Redis that hangs
/// costs one short wait and not one for each request. Thread-safe.
/// </summary>
public sealed class RedisConnection : BackgroundService
{
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromSeconds(1);

    private readonly ConfigurationOptions? _target;
    private readonly TimeSpan _patience;
    private readonly Func<IConnectionMultiplexer> _connect;
    private readonly TimeProvider _time;
    private readonly RedisLog _log;
    private readonly List<Subscription> _subscriptions = [];
    private volatile IConnectionMultiplexer? _multiplexer;
    private volatile bool _isUsable;

    /// <param name="target">Where it is; null for nowhere.</param>
    /// <param name="patience">The longest that anybody waits for it.</param>
    /// <param name="connect">Gives the connection, which may take a while.</param>
    /// <param name="time">Measures.</param>
    /// <param name="logger">Is told what is done without Redis.</param>
    internal RedisConnection(ConfigurationOptions? target, TimeSpan patience, Func<IConnectionMultiplexer> connect, TimeProvider time, ILogger<RedisConnection> logger)
    {
        (_target, _patience, _connect, _time) = (target, patience, connect, time);
        _log = new RedisLog(time, logger);
    }

    /// <summary>Whether there is a Redis to be used at all.</summary>
    public bool IsConfigured => _target is not null;

    /// <summary>Whether it answered when it was last asked.</summary>
    public bool IsUsable => _isUsable;

    /// <summary>Where it is, without secrets.</summary>
    public string Location => _target is null ? "" : string.Join(", ", _target.EndPoints.Select(Describe));

    /// <summary>Does something with Redis, or without.</summary>
    /// <param name="operation">What it is, in a word or two, for metrics and traces.</param>
    /// <param name="request">What is asked of Redis.</param>
    /// <param name="otherwise">The result when Redis cannot be asked.</param>
    public async ValueTask<T> TryAsync<T>(string operation, Func<IDatabase, Task<T>> request, T otherwise)
    {
        if (_target is null)
        {
            return otherwise;
        }

        if (!_isUsable)
        {
            _log.Failed(operation, "unreachable", $"Redis at {Location} does not answer");
            return otherwise;
        }

        var started = _time.GetTimestamp();
        using var span = RedisTelemetry.Source.StartActivity($"redis {operation}", ActivityKind.Client)?.SetTag("db.system.name", "redis");
        try
        {
            var result = await request(_multiplexer!.GetDatabase()).WaitAsync(_patience);
            RedisTelemetry.Duration.Record(_time.GetElapsedTime(started).TotalSeconds, new KeyValuePair<string, object?>("operation", operation));
            return result;
        }
        catch (Exception exception) when (IsFault(exception))
        {
            // What the server itself refuses says nothing about the next operation.
            _isUsable = exception is RedisServerException;
            span?.SetTag("error.type", exception.GetType().Name).SetStatus(ActivityStatusCode.Error, exception.Message);
            _log.Failed(operation, exception.GetType().Name, exception.Message);
            return otherwise;
        }
    }

    /// <summary>Has a handler called for each message of a channel from now on, as soon and as long as Redis is there.</summary>
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

        using var timer = new PeriodicTimer(BetweenAttempts, _time);
        do
        {
            await TendAsync();
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _isUsable = false;
    }

    /// <summary>Whatever the client throws, a socket's own exceptions among it: none of it may reach who asked, or end the service.</summary>
    private static bool IsFault(Exception exception) => exception is not (OutOfMemoryException or ArgumentException);

    private static string Describe(System.Net.EndPoint endpoint) => endpoint switch
    {
        System.Net.DnsEndPoint name => $"{name.Host}:{name.Port}",
        _ => endpoint.ToString() ?? "",
    };

    /// <summary>Connects, finds out whether Redis is back, subscribes what is not subscribed yet.</summary>
    private async Task TendAsync()
    {
        try
        {
            _multiplexer ??= await Task.Run(_connect);
            if (!_isUsable)
            {
                await _multiplexer.GetDatabase().PingAsync().WaitAsync(_patience);
                _isUsable = true;
                _log.Works(Location);
            }

            await SubscribeAsync(_multiplexer.GetSubscriber());
        }
        catch (Exception exception) when (IsFault(exception))
        {
            _isUsable = false;
            _log.Failed("connect", exception.GetType().Name, exception.Message);
        }
    }

    private async Task SubscribeAsync(ISubscriber subscriber)
    {
        Subscription[] waiting;
        lock (_subscriptions)
        {
            waiting = [.. _subscriptions.Where(subscription => !subscription.IsDone)];
        }

        foreach (var subscription in waiting)
        {
            await subscriber.SubscribeAsync(subscription.Channel, (_, message) => subscription.Handler((byte[])message!)).WaitAsync(_patience);
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
