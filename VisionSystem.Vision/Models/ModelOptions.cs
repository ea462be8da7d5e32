using System.ComponentModel.DataAnnotations;
using VisionSystem.Contracts.Configuration;

namespace VisionSystem.Vision.Models;

/// <summary>The location of models, the set of loaded models, and the monitoring of their files (<c>Vision:Models</c>).</summary>
internal sealed record ModelOptions : IValidatableObject
{
    public const string Section = "Vision:Models";

    /// <summary>
    /// The folder of <c>NAME.onnx</c> or <c>NAME/VERSION/model.onnx</c> (<c>CV_MODEL_PATH</c>), or one <c>.onnx</c> file.
    /// Unset: the bundled demo model.
    /// </summary>
    [FilePath]
    public string Path { get; init; } = "";

    /// <summary>
    /// The model for requests without a model name (<c>CV_YOLO_MODEL</c>), with or without <c>.onnx</c> or <c>.pt</c>. Unset:
    /// the folder's only model, otherwise <c>demo</c>.
    /// </summary>
    [FilePath]
    public string Default { get; init; } = "";

    /// <summary>
    /// The maximum total size of the files of loaded models (<c>CV_MODEL_CACHE_SIZE</c>). The engine's memory beside the
    /// weights is unknown, so memory use is about this plus each model's working memory.
    /// </summary>
    public ByteSize CacheSize { get; init; } = new(10L << 30);

    /// <summary>The models to load at start in addition to the default one, or <c>*</c> for all (<c>CV_MODEL_PRELOAD</c>).</summary>
    public CommaList Preload { get; init; } = new();

    /// <summary>
    /// The interval in seconds between two checks of the model files. A changed file is loaded after two consecutive checks
    /// that agree.
    /// </summary>
    [Range(0.05, 86_400)]
    public double RescanSeconds { get; init; } = 2;

    /// <summary>The interval in minutes between two golden probes of every loaded model.</summary>
    [Range(0.001, 10_080)]
    public double ProbeMinutes { get; init; } = 5;

    /// <summary>True if models may be loaded and unloaded over HTTP (<c>CV_MODEL_CONTROL</c>).</summary>
    public bool AllowControl { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Default.AsSpan().IndexOfAny("/\\") >= 0)
        {
            yield return new($"'{Default}' must be a file name; set its folder in CV_MODEL_PATH", [nameof(Default)]);
        }
    }
}
