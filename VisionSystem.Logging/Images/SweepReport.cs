namespace VisionSystem.Logging.Images;

/// <summary>What a sweep found and did.</summary>
/// <param name="Images">Images that were looked at, those set aside not included.</param>
/// <param name="SetAside">Images that no prediction names and that can still be read, to be removed after the grace time.</param>
/// <param name="Restored">Images that had been set aside and that a prediction names after all.</param>
/// <param name="Removed">Images that are gone for good.</param>
/// <param name="Missing">Images that predictions name and that are not there.</param>
internal sealed record SweepReport(long Images = 0, long SetAside = 0, long Restored = 0, long Removed = 0, long Missing = 0)
{
    public static SweepReport operator +(SweepReport one, SweepReport other) => new(
        one.Images + other.Images,
        one.SetAside + other.SetAside,
        one.Restored + other.Restored,
        one.Removed + other.Removed,
        one.Missing + other.Missing);
}
