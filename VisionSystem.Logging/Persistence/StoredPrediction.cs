using VisionSystem.Contracts;

namespace VisionSystem.Logging.Persistence;

/// <summary>A prediction with all of its reviews.</summary>
/// <param name="Prediction">The prediction.</param>
/// <param name="Reviews">Reviews, oldest first.</param>
internal sealed record StoredPrediction(Prediction Prediction, IReadOnlyList<Review> Reviews);
