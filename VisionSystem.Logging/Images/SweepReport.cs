namespace VisionSystem.Logging.Images;

/// <summary>The result of a sweep.</summary>
/// <param name="Images">Number of images checked, without quarantined images.</param>
/// <param name="SetAside">Number of images quarantined because no prediction references them; they remain readable until the grace period ends.</param>
/// <param name="Restored">Number of quarantined images restored because a prediction references them.</param>
/// <param name="Removed">Number of images deleted permanently.</param>
/// <param name="Missing">Number of images that predictions reference and that do not exist.</param>
internal sealed record SweepReport(long Images = 0, long SetAside = 0, long Restored = 0, long Removed = 0, long Missing = 0)
{
    public static SweepReport operator +(SweepReport one, SweepReport other) => new(
        one.Images + other.Images,
        one.SetAside + other.SetAside,
        one.Restored + other.Restored,
        one.Removed + other.Removed,
        one.Missing + other.Missing);
}
