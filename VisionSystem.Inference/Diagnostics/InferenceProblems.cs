using VisionSystem.ServiceDefaults.Problems;
using VisionSystem.Vision.Imaging;
using VisionSystem.Vision.Models;

namespace VisionSystem.Inference.Diagnostics;

/// <summary>What can be wrong with an image or stand in its way.</summary>
internal static class InferenceProblems
{
    public static readonly ProblemKind EmptyBody = new("empty-body", 400, "The request has no body");
    public static readonly ProblemKind ImageMissing = new("image-missing", 400, "There is no photo in the request");
    public static readonly ProblemKind SeveralImages = new("several-images", 400, "There is more than one image in the request");
    public static readonly ProblemKind TooManyImages = new("too-many-images", 413, "There are more images in the request than allowed");
    public static readonly ProblemKind NotAnImage = new("not-an-image", 415, "The file is of no accepted image format");
    public static readonly ProblemKind TooManyPixels = new("too-many-pixels", 413, "The photo has more pixels than allowed");
    public static readonly ProblemKind ImageCorrupt = new("image-corrupt", 422, "The photo is truncated or damaged");
    public static readonly ProblemKind ImageUnsupported = new("image-unsupported", 422, "The photo is stored in a way that is not supported");
    public static readonly ProblemKind ModelNotFound = new("model-not-found", 404, "There is no such model");
    public static readonly ProblemKind TaskMismatch = new("task-mismatch", 409, "The model does something else");
    public static readonly ProblemKind IdempotencyRunning = new("idempotency-running", 409, "The same request is being answered");
    public static readonly ProblemKind IdempotencyMismatch = new("idempotency-mismatch", 422, "The idempotency key was used for another request");
    public static readonly ProblemKind ModelUnusable = new("model-unusable", 503, "The model cannot be used");
    public static readonly ProblemKind ModelBlind = new("model-blind", 503, "The model does not see");
    public static readonly ProblemKind ModelControlOff = new("model-control-off", 403, "Models are not loaded and unloaded over HTTP here");
    public static readonly ProblemKind QueueFull = new("queue-full", 503, "Too many photos are waiting");
    public static readonly ProblemKind DeadlineUnreachable = new("deadline-unreachable", 503, "The photo cannot be run in its time");
    public static readonly ProblemKind SpoolFull = new("spool-full", 503, "The prediction could not be kept");
    public static readonly ProblemKind LoggingUnavailable = new("logging-unavailable", 503, "The prediction store cannot be reached");
    public static readonly ProblemKind InferenceFailed = new("inference-failed", 500, "The engine failed on this photo");

    /// <summary>The problem of an image that cannot be used.</summary>
    public static ProblemKind Of(ImageFault fault) => fault switch
    {
        ImageFault.Empty => EmptyBody,
        ImageFault.NotAnImage => NotAnImage,
        ImageFault.TooManyPixels => TooManyPixels,
        ImageFault.Unsupported => ImageUnsupported,
        _ => ImageCorrupt,
    };

    /// <summary>The problem of a model that cannot answer.</summary>
    public static ProblemKind Of(ModelFault fault) => fault switch
    {
        ModelFault.NotFound => ModelNotFound,
        ModelFault.Degenerate => ModelBlind,
        ModelFault.TaskMismatch => TaskMismatch,
        _ => ModelUnusable,
    };
}
