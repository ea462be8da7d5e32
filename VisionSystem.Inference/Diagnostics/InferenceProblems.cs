using VisionSystem.ServiceDefaults.Problems;
using VisionSystem.Vision.Imaging;
using VisionSystem.Vision.Models;

namespace VisionSystem.Inference.Diagnostics;

/// <summary>The problems of images, models and recording.</summary>
internal static class InferenceProblems
{
    public static readonly ProblemKind EmptyBody = new("empty-body", 400, "The request has no body");
    public static readonly ProblemKind ImageMissing = new("image-missing", 400, "The request contains no image");
    public static readonly ProblemKind SeveralImages = new("several-images", 400, "The request contains more than one image");
    public static readonly ProblemKind TooManyImages = new("too-many-images", 413, "The request contains too many images");
    public static readonly ProblemKind NotAnImage = new("not-an-image", 415, "The image format is not supported");
    public static readonly ProblemKind TooManyPixels = new("too-many-pixels", 413, "The image has too many pixels");
    public static readonly ProblemKind ImageCorrupt = new("image-corrupt", 422, "The image is truncated or damaged");
    public static readonly ProblemKind ImageUnsupported = new("image-unsupported", 422, "The image encoding is not supported");
    public static readonly ProblemKind ModelNotFound = new("model-not-found", 404, "The model does not exist");
    public static readonly ProblemKind TaskMismatch = new("task-mismatch", 409, "The model does not support this task");
    public static readonly ProblemKind UrlInputOff = new("url-input-off", 403, "Images by URL are disabled");
    public static readonly ProblemKind ImageUrlFailed = new("image-url-failed", 422, "The image could not be fetched");
    public static readonly ProblemKind IdempotencyRunning = new("idempotency-running", 409, "The same request is already being processed");
    public static readonly ProblemKind IdempotencyMismatch = new("idempotency-mismatch", 422, "The idempotency key was used for another request");
    public static readonly ProblemKind ModelUnusable = new("model-unusable", 503, "The model cannot be used");
    public static readonly ProblemKind ModelDegenerate = new("model-blind", 503, "The model output does not depend on the image");
    public static readonly ProblemKind ModelControlOff = new("model-control-off", 403, "Loading and unloading models over HTTP is disabled");
    public static readonly ProblemKind QueueFull = new("queue-full", 503, "The queue is full");
    public static readonly ProblemKind DeadlineUnreachable = new("deadline-unreachable", 503, "The image cannot be processed before its deadline");
    public static readonly ProblemKind SpoolFull = new("spool-full", 503, "The prediction could not be recorded");
    public static readonly ProblemKind TenantFull = new("tenant-full", 429, "The storage of the tenant is full");
    public static readonly ProblemKind LoggingUnavailable = new("logging-unavailable", 503, "The prediction store is unreachable");
    public static readonly ProblemKind InferenceFailed = new("inference-failed", 500, "The engine failed on this image");

    /// <summary>The problem for an unusable image.</summary>
    public static ProblemKind Of(ImageFault fault) => fault switch
    {
        ImageFault.Empty => EmptyBody,
        ImageFault.NotAnImage => NotAnImage,
        ImageFault.TooManyPixels => TooManyPixels,
        ImageFault.Unsupported => ImageUnsupported,
        _ => ImageCorrupt,
    };

    /// <summary>The problem for an unusable model.</summary>
    public static ProblemKind Of(ModelFault fault) => fault switch
    {
        ModelFault.NotFound => ModelNotFound,
        ModelFault.Degenerate => ModelDegenerate,
        ModelFault.TaskMismatch => TaskMismatch,
        _ => ModelUnusable,
    };
}
