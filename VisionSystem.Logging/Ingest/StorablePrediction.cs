using VisionSystem.Contracts;

namespace VisionSystem.Logging.Ingest;

/// <summary>
/// A prediction as every store keeps it, so that it reads the same wherever it was kept: PostgreSQL knows no time finer than
/// a microsecond and no text with U+0000.
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
