using VisionSystem.Bench.Data;
using VisionSystem.Bench.Running;

namespace VisionSystem.Bench.Http;

/// <summary>A model and its test images.</summary>
/// <param name="Model">Path of the model file.</param>
/// <param name="Kind"><see cref="Ordinary"/> or <see cref="Large"/>.</param>
/// <param name="Images">Paths of the image files.</param>
internal sealed record HttpCase(string Model, string Kind, IReadOnlyList<string> Images)
{
    public const string Ordinary = "ordinary";
    public const string Large = "12mp";

    private static readonly string[] UsualModels = ["yolov8n-uint8", "yolox_nano"];

    /// <summary>Number of distinct large images; each takes 4 MB of memory in this process.</summary>
    private const int LargeImagesUsed = 8;

    public string ModelName => Path.GetFileNameWithoutExtension(Model);

    public string Name => $"{ModelName}, {(Kind == Large ? "12-megapixel" : "ordinary")} photos";

    /// <summary>
    /// The required throughput relative to a peer: high where our own code dominates, low where the shared engine takes most of
    /// the time; null for models without a goal.
    /// </summary>
    public double? MinRatio => !UsualModels.Contains(ModelName) ? null : ModelName == UsualModels[0] && Kind == Ordinary ? 1.08 : 1.3;

    /// <summary>All combinations of the requested models and the given kinds of images.</summary>
    public static IReadOnlyList<HttpCase> Of(BenchArguments arguments, params IEnumerable<string> kinds) =>
    [
        .. from model in BenchFiles.Models(arguments.Models is { Count: > 0 } named ? named : UsualModels)
           from kind in kinds
           select new HttpCase(model, kind, kind == Large ? LargeImages.Get(LargeImagesUsed) : BenchFiles.OrdinaryImages),
    ];
}
