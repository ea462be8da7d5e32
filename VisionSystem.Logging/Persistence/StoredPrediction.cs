using VisionSystem.Contracts;

namespace VisionSystem.Logging.Persistence;

/// <summary>All that a store keeps of a prediction.</summary>
/// <param name="Prediction">The prediction.</param>
/// <param name="Reviews">Its reviews, oldest first.</param>
internal sealed record StoredPrediction(Prediction Prediction, IReadOnlyList<Review> Reviews);
