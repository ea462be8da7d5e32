using VisionSystem.Cli;

namespace VisionSystem.Bench.Data;

/// <summary>
/// Models and images from <c>$VISION_TEST_DATA</c> or from <c>shared/data</c> beside the repository, otherwise from the repository itself.
/// </summary>
internal static class BenchFiles
{
    /// <summary>The root folder of the repository.</summary>
    public static string Root => Checkout.Root;

    /// <summary>The folder of results and generated files; created if absent.</summary>
    public static string Output { get; } = Directory.CreateDirectory(Path.Combine(Root, ".vision", "bench")).FullName;

    /// <summary>The folder of the server logs.</summary>
    public static string Logs { get; } = Directory.CreateDirectory(Path.Combine(Output, "logs")).FullName;

    /// <summary>The folder of images and models beside the repository; null if absent.</summary>
    public static string? Shared { get; } = FindShared();

    /// <summary>Thirty COCO images of about 640 × 480 pixels, otherwise the samples.</summary>
    public static IReadOnlyList<string> OrdinaryImages { get; } = Images();

    /// <summary>The file of a model, by name without <c>.onnx</c> or by path; null if it does not exist.</summary>
    public static string? FindModel(string model)
    {
        string?[] candidates = [Shared is null ? null : Path.Combine(Shared, "models", model + ".onnx"), Path.Combine(Root, "models", model + ".onnx"), model];
        return candidates.FirstOrDefault(File.Exists) is { } file ? Path.GetFullPath(file) : null;
    }

    /// <summary>The existing files of the named models, or the demo model if none exists.</summary>
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
