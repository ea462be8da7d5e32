namespace VisionSystem.ServiceDefaults.Idempotency;

/// <summary>
/// The binary record of a key: the request's SHA-256 (32 bytes), the token of the claim (16 bytes), then 0 while the request is
/// executed, or 1 and the response.
/// </summary>
internal static class IdempotencyRecord
{
    public const int FingerprintBytes = 32;

    /// <summary>The length of the prefix that identifies a claim.</summary>
    public const int ClaimBytes = FingerprintBytes + 16;

    private const byte Running = 0;
    private const byte Done = 1;

    public static byte[] OfClaim(ReadOnlySpan<byte> fingerprint, Guid token) => [.. fingerprint, .. token.ToByteArray(), Running];

    public static byte[] OfAnswer(ReadOnlySpan<byte> claim, ReadOnlySpan<byte> answer) => [.. claim[..ClaimBytes], Done, .. answer];

    /// <summary>Compares a record with the fingerprint of a new request.</summary>
    public static IdempotencyClaim Read(byte[] record, ReadOnlySpan<byte> fingerprint) =>
        !record.AsSpan(0, FingerprintBytes).SequenceEqual(fingerprint) ? new(IdempotencyStatus.Mismatch, Guid.Empty, null)
        : record[ClaimBytes] == Running ? new(IdempotencyStatus.Running, Guid.Empty, null)
        : new(IdempotencyStatus.Done, Guid.Empty, record[(ClaimBytes + 1)..]);
}
