namespace VisionSystem.ServiceDefaults.Limits;

/// <summary>How much may be done in how long.</summary>
/// <param name="Count">So many at most in any window, ≥ 1; all of them at once if need be.</param>
/// <param name="Window">The window's length, more than nothing.</param>
public readonly record struct RateLimit(int Count, TimeSpan Window);

/// <summary>Whether something may be done now.</summary>
/// <param name="Allowed">It may, and has been counted.</param>
/// <param name="Remaining">So many more at once are allowed.</param>
/// <param name="RetryAfter">How long to wait for what was refused; zero for what was allowed.</param>
public readonly record struct RateDecision(bool Allowed, int Remaining, TimeSpan RetryAfter);
