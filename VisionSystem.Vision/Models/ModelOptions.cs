using System.ComponentModel.DataAnnotations;
using VisionSystem.Contracts.Configuration;

namespace VisionSystem.Vision.Models;

/// <summary>Where models are, which ones are held in memory, and how they are watched (<c>Vision:Models</c>).</summary>
internal sealed record ModelOptions : IValidatableObject
{
    public const string Section = "Vision:Models";

    /// <summary>
    /// Folder that holds <c>NAME.onnx</c> or <c>NAME/VERSION/model.onnx</c> (<c>CV_MODEL_PATH</c>), or one <c>.onnx</c>
    /// file. Unset: the bundled demo model.
    /// </summary>
    [FilePath]
    public string Path { get; init; } = "";

    /// <summary>
    /// Model that answers when a request names none (<c>CV_YOLO_MODEL</c>), with or without <c>.onnx</c> or <c>.pt</c>.
    /// Unset: the folder's only model, else <c>demo</c>.
    /// </summary>
    [FilePath]
    public string Default { get; init; } = "";

    /// <summary>
    /// Total of the model files' sizes up to which models stay loaded (<c>CV_MODEL_CACHE_SIZE</c>). What the engine takes
    /// besides the weights is not known to it, so memory is about this plus each model's working memory.
    /// </summary>
    public ByteSize CacheSize { get; init; } = new(10L << 30);

    /// <summary>Models to load at start besides the default one, or <c>*</c> for all (<c>CV_MODEL_PRELOAD</c>).</summary>
    public CommaList Preload { get; init; } = new();

    /// <summary>Seconds between two looks at the model files. A changed file is taken when two looks in a row see the same.</summary>
    [Range(0.05, 86_400)]
    public double RescanSeconds { get; init; } = 2;

    /// <summary>Minutes between two golden probes of every loaded model.</summary>
    [Range(0.001, 10_080)]
    public double ProbeMinutes { get; init; } = 5;

    /// <summary>Whether models may be loaded and unloaded over HTTP (<c>CV_MODEL_CONTROL</c>).</summary>
    public bool AllowControl { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Default.AsSpan().IndexOfAny("/\\") >= 0)
        {
            yield return new($"'{Default}' is to be a file name; its folder goes into CV_MODEL_PATH", [nameof(Default)]);
        }
    }
}
