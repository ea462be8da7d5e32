using System.Collections.Concurrent;
using StackExchange.Redis;
using VisionSystem.ServiceDefaults.Redis;

namespace VisionSystem.ServiceDefaults.Limits;

/// <summary>
/// Limits how often things are done, counted over all replicas while Redis is there, else by each on its own. A subject that
/// has not been seen for a window takes no room, here or there. Thread-safe.
/// </summary>
public sealed class RateLimiter(RedisConnection redis, TimeProvider time)
{
    private const string Prefix = "vision:rate:";

    /// <summary>As many subjects are kept before those are thrown out whose windows are empty.</summary>
    private const int ClearedAbove = 10_000;

    /// <summary><see cref="GenericCellRate.Acquire"/> by Redis' own clock, so that replicas need not agree on the time.</summary>
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

    /// <summary>Asks whether something may be done, and counts it if it may.</summary>
    /// <param name="subject">Who does what: one limit holds for each subject.</param>
    /// <param name="limit">What is allowed; always the same for a subject.</param>
    /// <param name="cost">How many it counts for, 1 to the limit's count.</param>
    public async ValueTask<RateDecision> TakeAsync(string subject, RateLimit limit, int cost = 1)
    {
        var (interval, window) = GenericCellRate.Microseconds(limit);
        RedisKey[] keys = [Prefix + subject];
        RedisValue[] arguments = [interval, window, cost];
        var answer = await redis.TryAsync("rate", async database => (long[]?)await database.ScriptEvaluateAsync(Script, keys, arguments), null);
        return answer is [var allowed, var remaining, var early]
            ? new RateDecision(allowed == 1, (int)remaining, TimeSpan.FromMicroseconds(early))
            : AcquireLocal(subject, limit, cost);
    }

    private RateDecision AcquireLocal(string subject, RateLimit limit, int cost)
    {
        var now = time.GetUtcNow().Ticks / TimeSpan.TicksPerMicrosecond;
        Clear(now);
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

    private void Clear(long now)
    {
        if (_emptyAt.Count <= ClearedAbove)
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

/// <summary>How much may be done in how long.</summary>
/// <param name="Count">So many at most in any window, ≥ 1; all of them at once if need be.</param>
/// <param name="Window">The window's length, more than nothing.</param>
public readonly record struct RateLimit(int Count, TimeSpan Window);

/// <summary>Whether something may be done now.</summary>
/// <param name="Allowed">It may, and has been counted.</param>
/// <param name="Remaining">So many more at once are allowed.</param>
/// <param name="RetryAfter">How long to wait for what was refused; zero for what was allowed.</param>
public readonly record struct RateDecision(bool Allowed, int Remaining, TimeSpan RetryAfter);
