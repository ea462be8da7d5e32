namespace VisionSystem.ServiceDefaults.Redis;

/// <summary>The cache that replicas share. A failure of Redis is a miss. Thread-safe.</summary>
/// <param name="redis">The connection.</param>
public sealed class SharedCache(RedisConnection redis)
{
    private const string Prefix = "vision:cache:";

    /// <summary>Finds the value of a key.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The value and its remaining lifetime; null for a miss.</returns>
    public async ValueTask<(byte[] Value, TimeSpan Left)?> FindAsync(string key)
    {
        var (value, left) = await redis.TryAsync<(byte[]?, TimeSpan?)>(
            "get",
            async database =>
            {
                var found = await database.StringGetWithExpiryAsync(Prefix + key);
                return (found.Value, found.Expiry);
            },
            default);
        return value is null ? null : (value, left ?? TimeSpan.Zero);
    }

    /// <summary>Stores a value, unless Redis is unreachable.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="lifetime">The lifetime of the value.</param>
    /// <returns>Completes when the value is stored or Redis has failed.</returns>
    public async ValueTask SetAsync(string key, byte[] value, TimeSpan lifetime) =>
        await redis.TryAsync("set", database => database.StringSetAsync(Prefix + key, value, lifetime), otherwise: false);
}
