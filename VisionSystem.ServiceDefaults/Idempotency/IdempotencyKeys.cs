using StackExchange.Redis;
using VisionSystem.ServiceDefaults.Redis;

namespace VisionSystem.ServiceDefaults.Idempotency;

/// <summary>
/// Lets a request that comes twice be done once: by one process always, over all replicas while Redis is there. Thread-safe.
/// </summary>
public sealed class IdempotencyKeys(RedisConnection redis, TimeProvider time)
{
    private const string Prefix = "vision:once:";

    private const string ClaimScript = """
        local there = redis.call('GET', KEYS[1])
        if there then
            return there
        end
        redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
        return ''
        """;

    /// <summary>Only whoever holds the claim may replace it: one that ran out may have gone to somebody else.</summary>
    private const string ReplaceScript = """
        local there = redis.call('GET', KEYS[1])
        if there and string.sub(there, 1, tonumber(ARGV[3])) ~= string.sub(ARGV[1], 1, tonumber(ARGV[3])) then
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

    /// <summary>Asks whether to do a request.</summary>
    /// <param name="key">The caller's key, together with whose it is.</param>
    /// <param name="fingerprint">The SHA-256 of the request, 32 bytes.</param>
    /// <param name="lease">How long it may take: after that it is taken for given up, and another may claim it.</param>
    public async ValueTask<IdempotencyClaim> ClaimAsync(string key, ReadOnlyMemory<byte> fingerprint, TimeSpan lease)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(fingerprint.Length, IdempotencyRecord.FingerprintBytes);
        var token = Guid.CreateVersion7(time.GetUtcNow());
        var record = IdempotencyRecord.OfClaim(fingerprint.Span, token);
        // This process knows its own requests whatever becomes of Redis meanwhile.
        if (_local.Claim(key, record, lease) is { } here)
        {
            return IdempotencyRecord.Read(here, fingerprint.Span);
        }

        if ((byte[]?)await RunAsync("claim", ClaimScript, key, record, lease) is { Length: > 0 } there)
        {
            _local.Remove(key, record);
            return IdempotencyRecord.Read(there, fingerprint.Span);
        }

        return new IdempotencyClaim(IdempotencyStatus.Claimed, token, null);
    }

    /// <summary>Keeps the answer for when the request comes again.</summary>
    /// <param name="key">The key.</param>
    /// <param name="fingerprint">As it was claimed.</param>
    /// <param name="claim">The claim.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="keep">How long it is kept.</param>
    public async ValueTask CompleteAsync(string key, ReadOnlyMemory<byte> fingerprint, IdempotencyClaim claim, ReadOnlyMemory<byte> answer, TimeSpan keep)
    {
        var record = IdempotencyRecord.OfAnswer(IdempotencyRecord.OfClaim(fingerprint.Span, claim.Token), answer.Span);
        _local.Replace(key, record, keep);
        await RunAsync("complete", ReplaceScript, key, record, keep);
    }

    /// <summary>Gives a claim back that came to nothing, so that the request can be tried again at once.</summary>
    public async ValueTask ReleaseAsync(string key, ReadOnlyMemory<byte> fingerprint, IdempotencyClaim claim)
    {
        var record = IdempotencyRecord.OfClaim(fingerprint.Span, claim.Token);
        _local.Remove(key, record);
        await RunAsync("release", ReplaceScript, key, record, TimeSpan.Zero);
    }

    /// <returns>Redis' answer; null when it was not asked.</returns>
    private async ValueTask<RedisValue> RunAsync(string operation, string script, string key, byte[] record, TimeSpan lifetime)
    {
        RedisKey[] keys = [Prefix + key];
        RedisValue[] arguments = [record, (long)lifetime.TotalMilliseconds, IdempotencyRecord.ClaimBytes];
        return await redis.TryAsync(operation, async database => (RedisValue)await database.ScriptEvaluateAsync(script, keys, arguments), RedisValue.Null);
    }
}
