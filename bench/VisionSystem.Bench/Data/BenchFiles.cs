using VisionSystem.Cli;

namespace VisionSystem.Bench.Data;

/// <summary>
/// Models and images: from <c>$VISION_TEST_DATA</c> or <c>shared/data</c> beside the repository where that is, else those of the repository.
/// </summary>
internal static class BenchFiles
{
    /// <summary>The repository.</summary>
    public static string Root => Checkout.Root;

    /// <summary>Where results and files made for the benchmarks go; made if absent.</summary>
    public static string Output { get; } = Directory.CreateDirectory(Path.Combine(Root, ".vision", "bench")).FullName;

    /// <summary>Where servers' logs go.</summary>
    public static string Logs { get; } = Directory.CreateDirectory(Path.Combine(Output, "logs")).FullName;

    /// <summary>Images and models beside the repository; null where they are not.</summary>
    public static string? Shared { get; } = FindShared();

    /// <summary>Images as people take them: 30 of COCO's at about 640 × 480, else the samples.</summary>
    public static IReadOnlyList<string> OrdinaryImages { get; } = Images();

    /// <summary>A model's file by its name without <c>.onnx</c>, or null where it is not.</summary>
    public static string? FindModel(string model)
    {
        string?[] candidates = [Shared is null ? null : Path.Combine(Shared, "models", model + ".onnx"), Path.Combine(Root, "models", model + ".onnx"), model];
        return candidates.FirstOrDefault(File.Exists) is { } file ? Path.GetFullPath(file) : null;
    }

    /// <summary>The files of those models that are here; the demo model where none is.</summary>
    public static IReadOnlyList<string> Models(params IEnumerable<string> names)
    {
        string[] found = [.. names.Select(FindModel).OfType<string>()];
        return found.Length > 0 ? found : [Path.Combine(Root, "models", "demo.onnx")];
    }

    private static string[] Images()
    {
        var coco = Shared is null ? null : Path.Combine(Shared, "images", "coco");
        return [.. Directory.GetFiles(Directory.Exists(coco) ? coco : Path.Combine(Root, "samples"), "*.jpg").Order(StringComparer.Ordinal)];
    }

    private static string? FindShared()
    {
        var folder = Environment.GetEnvironmentVariable("VISION_TEST_DATA") is { Length: > 0 } named ? named : Checkout.FindAbove(Path.Combine("shared", "data"));
        return Directory.Exists(folder) ? Path.GetFullPath(folder) : null;
    }
}
