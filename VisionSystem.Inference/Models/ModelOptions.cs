using VisionSystem.ServiceDefaults.Configuration;

namespace VisionSystem.Inference.Models;

/// <summary>Where models are, which ones are held in memory, and how they are watched (<c>Vision:Models</c>).</summary>
internal sealed class ModelOptions : IValidated
{
    public const string Section = "Vision:Models";

    /// <summary>
    /// Folder that holds <c>NAME.onnx</c> or <c>NAME/VERSION/model.onnx</c> (<c>CV_MODEL_PATH</c>), or one <c>.onnx</c>
    /// file. Unset: the bundled demo model.
    /// </summary>
    public string Path { get; set; } = "";

    /// <summary>
    /// Model that answers when a request names none (<c>CV_YOLO_MODEL</c>), with or without <c>.onnx</c> or <c>.pt</c>.
    /// Unset: the folder's only model, else <c>demo</c>.
    /// </summary>
    public string Default { get; set; } = "";

    /// <summary>
    /// Total of the model files' sizes up to which models stay loaded (<c>CV_MODEL_CACHE_SIZE</c>). What the engine takes
    /// besides the weights is not known to it, so memory is about this plus each model's working memory.
    /// </summary>
    public ByteSize CacheSize { get; set; } = new(10L << 30);

    /// <summary>Models to load at start besides the default one, or <c>*</c> for all (<c>CV_MODEL_PRELOAD</c>).</summary>
    public CommaList Preload { get; set; } = new();

    /// <summary>Seconds between two looks at the model files. A changed file is taken when two looks in a row see the same.</summary>
    public double RescanSeconds { get; set; } = 2;

    /// <summary>Minutes between two golden probes of every loaded model.</summary>
    public double ProbeMinutes { get; set; } = 5;

    /// <summary>Whether models may be loaded and unloaded over HTTP (<c>CV_MODEL_CONTROL</c>).</summary>
    public bool AllowControl { get; set; }

    public IEnumerable<string> Validate()
    {
        if (Default.AsSpan().IndexOfAny("/\\") >= 0)
        {
            yield return $"CV_YOLO_MODEL: '{Default}' is to be a file name; its folder goes into CV_MODEL_PATH";
        }

        if (RescanSeconds is not (>= 0.05 and <= 86_400))
        {
            yield return $"{Section}:RescanSeconds: {RescanSeconds} is not between 0.05 and 86400";
        }

        if (ProbeMinutes is not (>= 0.001 and <= 10_080))
        {
            yield return $"{Section}:ProbeMinutes: {ProbeMinutes} is not between 0.001 and 10080";
        }
    }
}
