namespace VisionSystem.ServiceDefaults.Idempotency;

/// <summary>What became of the wish to do something once.</summary>
/// <param name="Status">Whether to do it.</param>
/// <param name="Token">Proves later that it was this caller who was told to.</param>
/// <param name="Answer">What was answered when it was done; null unless it was.</param>
public sealed record IdempotencyClaim(IdempotencyStatus Status, Guid Token, byte[]? Answer);

public enum IdempotencyStatus
{
    /// <summary>Nobody has done it: do it, then complete or release the claim.</summary>
    Claimed,

    /// <summary>Somebody is doing it just now.</summary>
    Running,

    /// <summary>It has been done; answer as it was answered then.</summary>
    Done,

    /// <summary>The key was used for another request.</summary>
    Mismatch,
}
