namespace VisionSystem.ServiceDefaults.Idempotency;

/// <summary>The result of claiming a key.</summary>
/// <param name="Status">The state of the key.</param>
/// <param name="Token">The proof of ownership for <see cref="IdempotencyStatus.Claimed"/>; otherwise empty.</param>
/// <param name="Answer">The stored response for <see cref="IdempotencyStatus.Done"/>; otherwise null.</param>
public sealed record IdempotencyClaim(IdempotencyStatus Status, Guid Token, byte[]? Answer);

/// <summary>The state of an idempotency key.</summary>
public enum IdempotencyStatus
{
    /// <summary>The key was free: execute the request, then complete or release the claim.</summary>
    Claimed,

    /// <summary>The request is being executed.</summary>
    Running,

    /// <summary>The request was executed: return the stored response.</summary>
    Done,

    /// <summary>The key was used for another request.</summary>
    Mismatch,
}
