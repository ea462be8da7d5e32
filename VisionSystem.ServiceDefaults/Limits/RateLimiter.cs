using System.Collections.Concurrent;
using StackExchange.Redis;
using VisionSystem.ServiceDefaults.Redis;

namespace VisionSystem.ServiceDefaults.Limits;

/// <summary>
/// Limits operations per subject: across all replicas while Redis is reachable, otherwise within this process. A subject without
/// requests for one window uses no memory, neither in Redis nor in this process. Thread-safe.
/// </summary>
/// <param name="redis">The connection.</param>
/// <param name="time">The clock of the limits within this process.</param>
public sealed class RateLimiter(RedisConnection redis, TimeProvider time)
{
    private const string Prefix = "vision:rate:";

    /// <summary>The number of subjects above which those with an empty window are removed.</summary>
    private const int MaxIdleSubjects = 10_000;

    /// <summary><see cref="GenericCellRate.Acquire"/> on the clock of Redis, so that the clocks of the replicas may differ.</summary>
    private const string Script = """
        local clock = redis.call('TIME')
        local now = clock[1] * 1000000 + clock[2]
        local interval, window, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
        local from = math.max(tonumber(redis.call('GET', KEYS[1]) or 0), now)
        local next = from + cost * interval
        local early = next - window - now
        if early > 0 then
            return {0, math.max(0, math.floor((now + window - from) / interval)), early}
        end
        redis.call('SET', KEYS[1], string.format('%.0f', next), 'PX', math.ceil((next - now) / 1000))
        return {1, math.floor((now + window - next) / interval), 0}
        """;

    private readonly ConcurrentDictionary<string, long> _emptyAt = new();

    /// <summary>Acquires permits if the limit allows them.</summary>
    /// <param name="subject">The counted caller and operation.</param>
    /// <param name="limit">The limit; always the same for a subject.</param>
    /// <param name="cost">The number of permits, 1 to the limit's count.</param>
    /// <returns>The decision.</returns>
    public async ValueTask<RateDecision> AcquireAsync(string subject, RateLimit limit, int cost = 1)
    {
        var (interval, window) = GenericCellRate.Microseconds(limit);
        RedisKey[] keys = [Prefix + subject];
        RedisValue[] arguments = [interval, window, cost];
        var result = await redis.TryAsync("rate", async database => (long[]?)await database.ScriptEvaluateAsync(Script, keys, arguments), null);
        return result is [var allowed, var remaining, var early]
            ? new RateDecision(allowed == 1, (int)remaining, TimeSpan.FromMicroseconds(early))
            : AcquireLocal(subject, limit, cost);
    }

    private RateDecision AcquireLocal(string subject, RateLimit limit, int cost)
    {
        var now = time.GetUtcNow().Ticks / TimeSpan.TicksPerMicrosecond;
        RemoveEmpty(now);
        while (true)
        {
            var known = _emptyAt.TryGetValue(subject, out var before);
            var (decision, after) = GenericCellRate.Acquire(before, now, limit, cost);
            if (!decision.Allowed || (known ? _emptyAt.TryUpdate(subject, after, before) : _emptyAt.TryAdd(subject, after)))
            {
                return decision;
            }
        }
    }

    private void RemoveEmpty(long now)
    {
        if (_emptyAt.Count <= MaxIdleSubjects)
        {
            return;
        }

        foreach (var (subject, emptyAt) in _emptyAt)
        {
            if (emptyAt <= now)
            {
                _emptyAt.TryRemove(KeyValuePair.Create(subject, emptyAt));
            }
        }
    }
}

/// <summary>A number of permits per window.</summary>
/// <param name="Count">The number of permits, ≥ 1; a burst may use all of them.</param>
/// <param name="Window">The length of the window, &gt; 0.</param>
public readonly record struct RateLimit(int Count, TimeSpan Window);

/// <summary>The result of acquiring permits.</summary>
/// <param name="Allowed">True if the permits were acquired.</param>
/// <param name="Remaining">The number of permits that are available immediately, ≥ 0.</param>
/// <param name="RetryAfter">The time until the refused permits are available; zero if they were acquired.</param>
public readonly record struct RateDecision(bool Allowed, int Remaining, TimeSpan RetryAfter);
