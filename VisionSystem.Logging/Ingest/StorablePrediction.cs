using VisionSystem.Contracts;

namespace VisionSystem.Logging.Ingest;

/// <summary>
/// Normalizes a prediction so that every store returns the same value: PostgreSQL stores times in microseconds and no text with
/// U+0000.
/// </summary>
internal static class StorablePrediction
{
    public static Prediction Of(Prediction prediction) => prediction with
    {
        CreatedAt = prediction.CreatedAt.AddTicks(-(prediction.CreatedAt.Ticks % TimeSpan.TicksPerMicrosecond)),
        Filename = prediction.Filename?.Replace('\0', '\uFFFD'),
        Review = null,
    };
}
