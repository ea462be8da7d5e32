using VisionSystem.Inference.Scheduling;
using VisionSystem.Vision.Decoders;
using VisionSystem.Vision.Models;

namespace VisionSystem.Inference.Requests;

/// <summary>A request for an image task, read and validated. Endpoint filters and the endpoint share it as a feature of the HTTP request.</summary>
/// <param name="Task">The task of the route.</param>
/// <param name="Parameters">The parameters from query, body and header.</param>
/// <param name="Upload">The images. The feature's owner disposes of them when the endpoint has returned.</param>
/// <param name="Deadline">The end of the request's time, counted from the last byte of its body.</param>
/// <param name="BypassesCache">True if the caller asks for a new result.</param>
internal sealed record DetectRequest(ModelTask Task, DetectParameters Parameters, ImageUpload Upload, Deadline Deadline, bool BypassesCache)
{
    /// <summary>The parameters of a run: the request's values, else those of the model, else the defaults.</summary>
    /// <param name="model">The resolved model.</param>
    /// <param name="unknownClasses">Requested classes that the model does not have.</param>
    public DetectionParameters ParametersFor(ModelDescription model, out IReadOnlyList<string> unknownClasses)
    {
        var classes = ClassFilter.Parse(Parameters.Classes, model.Labels, out unknownClasses);
        return Task == ModelTask.Classify
            ? new DetectionParameters(Parameters.Confidence ?? model.Confidence ?? 0, 1, Parameters.Top, classes)
            {
                Task = Task,
                Conversion = Parameters.Conversion,
            }
            : new DetectionParameters(
                Parameters.Confidence ?? model.Confidence ?? DetectParameters.DefaultConfidence,
                Parameters.Iou ?? model.Iou ?? DetectParameters.DefaultIou,
                Parameters.MaxDetections,
                classes)
            {
                Task = Task,
                Masks = Parameters.Masks,
                Conversion = Parameters.Conversion,
                Drawn = Parameters.AsImage,
            };
    }
}

/// <summary>Endpoint metadata: the task of an image route.</summary>
internal sealed record TaskMetadata(ModelTask Task);
