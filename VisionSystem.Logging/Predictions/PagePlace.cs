using VisionSystem.ServiceDefaults.Contracts;

namespace VisionSystem.Logging.Predictions;

/// <summary>A place in the list of predictions: after this one, newest first.</summary>
internal readonly record struct PagePlace(DateTimeOffset CreatedAt, Guid Id)
{
    public static PagePlace Of(Prediction prediction) => new(prediction.CreatedAt.ToUniversalTime(), prediction.Id);
}
