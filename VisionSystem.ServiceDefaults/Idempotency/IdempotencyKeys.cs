using StackExchange.Redis;
using VisionSystem.ServiceDefaults.Redis;

namespace VisionSystem.ServiceDefaults.Idempotency;

/// <summary>
/// Executes a repeated request once: across all replicas while Redis is reachable, otherwise within this process. Thread-safe.
/// </summary>
public sealed class IdempotencyKeys(RedisConnection redis, TimeProvider time)
{
    private const string Prefix = "vision:once:";

    private const string ClaimScript = """
        local stored = redis.call('GET', KEYS[1])
        if stored then
            return stored
        end
        redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
        return ''
        """;

    /// <summary>Replaces a record only for the holder of the claim: another caller may own it after the lease has expired.</summary>
    private const string ReplaceScript = """
        local stored = redis.call('GET', KEYS[1])
        if stored and string.sub(stored, 1, tonumber(ARGV[3])) ~= string.sub(ARGV[1], 1, tonumber(ARGV[3])) then
            return 0
        end
        if ARGV[2] == '0' then
            redis.call('DEL', KEYS[1])
        else
            redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
        end
        return 1
        """;

    private readonly LocalRecords _local = new(time);

    /// <summary>Claims a key for a request.</summary>
    /// <param name="key">The caller's key, qualified by its owner.</param>
    /// <param name="fingerprint">The SHA-256 of the request, 32 bytes.</param>
    /// <param name="lease">The lifetime of the claim, after which another request may claim the key.</param>
    /// <returns>The claim, or the state of the key.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="fingerprint"/> is not 32 bytes long.</exception>
    public async ValueTask<IdempotencyClaim> ClaimAsync(string key, ReadOnlyMemory<byte> fingerprint, TimeSpan lease)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(fingerprint.Length, IdempotencyRecord.FingerprintBytes);
        var token = Guid.CreateVersion7(time.GetUtcNow());
        var record = IdempotencyRecord.OfClaim(fingerprint.Span, token);
        // The local records hold the requests of this process even if Redis becomes unreachable.
        if (_local.Claim(key, record, lease) is { } local)
        {
            return IdempotencyRecord.Read(local, fingerprint.Span);
        }

        if ((byte[]?)await RunAsync("claim", ClaimScript, key, record, lease) is { Length: > 0 } shared)
        {
            _local.Remove(key, record);
            return IdempotencyRecord.Read(shared, fingerprint.Span);
        }

        return new IdempotencyClaim(IdempotencyStatus.Claimed, token, null);
    }

    /// <summary>Stores the response of an executed request.</summary>
    /// <param name="key">The key.</param>
    /// <param name="fingerprint">The fingerprint of the claim, 32 bytes.</param>
    /// <param name="claim">The claim.</param>
    /// <param name="answer">The response.</param>
    /// <param name="keep">The lifetime of the response.</param>
    /// <returns>Completes when the response is stored.</returns>
    public async ValueTask CompleteAsync(string key, ReadOnlyMemory<byte> fingerprint, IdempotencyClaim claim, ReadOnlyMemory<byte> answer, TimeSpan keep)
    {
        var record = IdempotencyRecord.OfAnswer(IdempotencyRecord.OfClaim(fingerprint.Span, claim.Token), answer.Span);
        _local.Replace(key, record, keep);
        await RunAsync("complete", ReplaceScript, key, record, keep);
    }

    /// <summary>Releases the claim of a request that failed, so that it can be repeated immediately.</summary>
    /// <param name="key">The key.</param>
    /// <param name="fingerprint">The fingerprint of the claim, 32 bytes.</param>
    /// <param name="claim">The claim.</param>
    /// <returns>Completes when the claim is released.</returns>
    public async ValueTask ReleaseAsync(string key, ReadOnlyMemory<byte> fingerprint, IdempotencyClaim claim)
    {
        var record = IdempotencyRecord.OfClaim(fingerprint.Span, claim.Token);
        _local.Remove(key, record);
        await RunAsync("release", ReplaceScript, key, record, TimeSpan.Zero);
    }

    /// <returns>The result of the script; null if Redis was not used.</returns>
    private async ValueTask<RedisValue> RunAsync(string operation, string script, string key, byte[] record, TimeSpan lifetime)
    {
        RedisKey[] keys = [Prefix + key];
        RedisValue[] arguments = [record, (long)lifetime.TotalMilliseconds, IdempotencyRecord.ClaimBytes];
        return await redis.TryAsync(operation, async database => (RedisValue)await database.ScriptEvaluateAsync(script, keys, arguments), RedisValue.Null);
    }
}
