using VisionSystem.Contracts;
using VisionSystem.Logging.Requests;

namespace VisionSystem.Logging.Tenants;

/// <summary>The valid limits of tenants and keys.</summary>
internal static class LimitRules
{
    private const int MaxRequestsPerSecond = 1_000_000;
    private const int MaxConcurrentImages = 1_000_000;
    private const long MaxImagesPerDay = 1_000_000_000_000;

    /// <summary>The most bytes that JSON numbers hold exactly in every client: 2⁵³.</summary>
    private const long MaxBytesKept = 1L << 53;

    /// <summary>Checks every field.</summary>
    /// <param name="limits">The limits; null for none.</param>
    /// <param name="prefix">The prefix of the names of the fields.</param>
    /// <param name="errors">The errors by field.</param>
    public static void Check(CallerLimitValues? limits, string prefix, FieldErrors errors)
    {
        Check("requests_per_second", limits?.RequestsPerSecond, MaxRequestsPerSecond);
        Check("concurrent_images", limits?.ConcurrentImages, MaxConcurrentImages);
        Check("images_per_day", limits?.ImagesPerDay, MaxImagesPerDay);
        Check("bytes_kept", limits?.BytesKept, MaxBytesKept);

        void Check(string name, long? value, long max) =>
            errors.Require(value is null || (value >= 0 && value <= max), prefix + name, $"a whole number from 1 to {max}, 0 for no limit, or null for the default of the installation");
    }
}
