using StackExchange.Redis;
using VisionSystem.ServiceDefaults.Redis;

namespace VisionSystem.ServiceDefaults.Limits;

/// <summary>
/// Counts operations per subject and day, which begins at midnight UTC: across all replicas while Redis is reachable, otherwise
/// within this process. Subjects of earlier days use no memory. Thread-safe.
/// </summary>
/// <param name="redis">The connection.</param>
/// <param name="time">The clock of the counts within this process.</param>
public sealed class DailyQuota(RedisConnection redis, TimeProvider time)
{
    private const string Prefix = "vision:day:";

    /// <summary><see cref="AcquireLocal"/> on the clock of Redis, so that the clocks of the replicas may differ.</summary>
    private const string Script = """
        local limit, cost = tonumber(ARGV[1]), tonumber(ARGV[2])
        local used = tonumber(redis.call('GET', KEYS[1]) or 0)
        local now = tonumber(redis.call('TIME')[1])
        local midnight = now - now % 86400 + 86400
        if cost >= 0 and used + math.max(cost, 1) > limit then
            return {0, math.max(0, limit - used), midnight - now}
        end
        if cost ~= 0 then
            used = redis.call('INCRBY', KEYS[1], math.max(cost, -used))
            redis.call('EXPIREAT', KEYS[1], midnight)
        end
        return {1, limit - used, midnight - now}
        """;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _used = new(StringComparer.Ordinal);
    private DateTimeOffset _day;

    /// <summary>Acquires permits if the limit allows all of them.</summary>
    /// <param name="subject">The counted caller and operation.</param>
    /// <param name="limit">The number of permits per day, ≥ 1.</param>
    /// <param name="cost">The number of permits; 0 to find out whether one is available; negative to return permits.</param>
    /// <returns>The decision.</returns>
    public async ValueTask<QuotaDecision> AcquireAsync(string subject, long limit, int cost)
    {
        RedisKey[] keys = [Prefix + subject];
        RedisValue[] arguments = [limit, cost];
        var result = await redis.TryAsync("quota", async database => (long[]?)await database.ScriptEvaluateAsync(Script, keys, arguments), null);
        return result is [var allowed, var remaining, var seconds]
            ? new QuotaDecision(allowed == 1, remaining, TimeSpan.FromSeconds(seconds))
            : AcquireLocal(subject, limit, cost);
    }

    private QuotaDecision AcquireLocal(string subject, long limit, int cost)
    {
        var now = time.GetUtcNow();
        var day = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        var left = day.AddDays(1) - now;
        lock (_lock)
        {
            if (day != _day)
            {
                _used.Clear();
                _day = day;
            }

            var used = _used.GetValueOrDefault(subject);
            if (cost >= 0 && used + Math.Max(cost, 1) > limit)
            {
                return new QuotaDecision(false, Math.Max(0, limit - used), left);
            }

            if (cost != 0)
            {
                used = Math.Max(0, used + cost);
                _used[subject] = used;
            }

            return new QuotaDecision(true, limit - used, left);
        }
    }
}

/// <summary>The result of acquiring permits of a day.</summary>
/// <param name="Allowed">True if the permits were acquired.</param>
/// <param name="Remaining">The number of permits that remain on this day, ≥ 0.</param>
/// <param name="ResetAfter">The time until the day ends.</param>
public readonly record struct QuotaDecision(bool Allowed, long Remaining, TimeSpan ResetAfter);
