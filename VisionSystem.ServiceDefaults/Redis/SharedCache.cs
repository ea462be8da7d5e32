namespace VisionSystem.ServiceDefaults.Redis;

/// <summary>A cache that replicas share. Whatever goes wrong with Redis is a miss. Thread-safe.</summary>
public sealed class SharedCache(RedisConnection redis)
{
    private const string Prefix = "vision:cache:";

    /// <summary>What is kept under a key, and how long it stays there.</summary>
    /// <returns>Null where nothing is found.</returns>
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

    /// <summary>Keeps a value for some time, or, where Redis cannot be asked, not at all.</summary>
    public async ValueTask SetAsync(string key, byte[] value, TimeSpan lifetime) =>
        await redis.TryAsync("set", database => database.StringSetAsync(Prefix + key, value, lifetime), otherwise: false);
}
