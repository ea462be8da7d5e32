namespace VisionSystem.ServiceDefaults.Idempotency;

/// <summary>
/// What is kept under a key: the request's SHA-256 (32 bytes), the token of who claimed it (16), and, once it is done, 1 and
/// the answer; 0 before.
/// </summary>
internal static class IdempotencyRecord
{
    public const int FingerprintBytes = 32;

    /// <summary>What tells one claim from any other.</summary>
    public const int ClaimBytes = FingerprintBytes + 16;

    private const byte Running = 0;
    private const byte Done = 1;

    public static byte[] OfClaim(ReadOnlySpan<byte> fingerprint, Guid token) => [.. fingerprint, .. token.ToByteArray(), Running];

    public static byte[] OfAnswer(ReadOnlySpan<byte> claim, ReadOnlySpan<byte> answer) => [.. claim[..ClaimBytes], Done, .. answer];

    /// <summary>What a record says to a request that comes now.</summary>
    public static IdempotencyClaim Read(byte[] record, ReadOnlySpan<byte> fingerprint) =>
        !record.AsSpan(0, FingerprintBytes).SequenceEqual(fingerprint) ? new(IdempotencyStatus.Mismatch, Guid.Empty, null)
        : record[ClaimBytes] == Running ? new(IdempotencyStatus.Running, Guid.Empty, null)
        : new(IdempotencyStatus.Done, Guid.Empty, record[(ClaimBytes + 1)..]);
}
