namespace VisionSystem.Contracts;

/// <summary>What a removal by search removed, or would.</summary>
/// <param name="DryRun">Whether nothing was removed.</param>
/// <param name="Predictions">How many predictions.</param>
/// <param name="Images">How many images that no other prediction names. They cannot be had any more; their bytes go after a grace time.</param>
/// <param name="More">Whether there are more: one call removes only so many, and the next one goes on.</param>
public sealed record RemovalReport(bool DryRun, long Predictions, long Images, bool More);
