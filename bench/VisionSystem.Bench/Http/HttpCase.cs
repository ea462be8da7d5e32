using VisionSystem.Bench.Data;
using VisionSystem.Bench.Running;

namespace VisionSystem.Bench.Http;

/// <summary>A model and the images it is shown.</summary>
/// <param name="Model">The model's file.</param>
/// <param name="Kind"><see cref="Ordinary"/> or <see cref="Large"/>.</param>
/// <param name="Images">Files.</param>
internal sealed record HttpCase(string Model, string Kind, IReadOnlyList<string> Images)
{
    public const string Ordinary = "ordinary";
    public const string Large = "12mp";

    private static readonly string[] UsualModels = ["yolov8n-uint8", "yolox_nano"];

    /// <summary>Large images come from so many ordinary ones: each takes 4 MB of memory here.</summary>
    private const int LargeImagesUsed = 8;

    public string ModelName => Path.GetFileNameWithoutExtension(Model);

    public string Name => $"{ModelName}, {(Kind == Large ? "12-megapixel" : "ordinary")} photos";

    /// <summary>
    /// How many times a peer's throughput is to be reached: much where our own work matters, less where the engine that both
    /// share is most of the time; null for models that nothing was promised of.
    /// </summary>
    public double? LeastRatio => !UsualModels.Contains(ModelName) ? null : ModelName == UsualModels[0] && Kind == Ordinary ? 1.08 : 1.3;

    /// <summary>Every model that was asked for with images of some kinds.</summary>
    public static IReadOnlyList<HttpCase> Of(BenchArguments arguments, params IEnumerable<string> kinds) =>
    [
        .. from model in BenchFiles.Models(arguments.Models is { Count: > 0 } named ? named : UsualModels)
           from kind in kinds
           select new HttpCase(model, kind, kind == Large ? LargeImages.Get(LargeImagesUsed) : BenchFiles.OrdinaryImages),
    ];
}
