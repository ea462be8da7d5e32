using System.Numerics;
using System.Text.Json;
using VisionSystem.Vision.Preprocessing;

namespace VisionSystem.Vision.Models;

/// <summary>
/// Reads the input preparation of a classifier of the ImageNet kind: <c>preprocessor_config.json</c> beside the model, in the
/// format of Hugging Face's image processors. Without the file, the usual preparation applies: short side resized to 256/224
/// of the input, centre crop, ImageNet's mean and deviation. The file's resize filter is ignored.
/// </summary>
internal static class PreprocessorConfig
{
    private const float DefaultShare = 224f / 256;
    private static readonly Vector3 ImageNetMean = new(0.485f, 0.456f, 0.406f);
    private static readonly Vector3 ImageNetDeviation = new(0.229f, 0.224f, 0.225f);

    public static string PathOf(string modelFile) => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(modelFile))!, "preprocessor_config.json");

    /// <param name="modelFile">The model's file.</param>
    /// <param name="inputWidth">The width of the graph's input in pixels.</param>
    /// <param name="inputHeight">The height of the graph's input in pixels.</param>
    /// <exception cref="ModelException">The file exists and cannot be parsed.</exception>
    public static InputPreparation Read(string modelFile, int inputWidth, int inputHeight)
    {
        var path = PathOf(modelFile);
        if (!File.Exists(path))
        {
            return new InputPreparation(PixelLayout.Normalised(false, 1f / 255, ImageNetMean, ImageNetDeviation), LetterboxPlacement.Crop, Kept: DefaultShare);
        }

        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            var config = json.RootElement;
            var factor = Flag(config, "do_rescale") ? Number(config, "rescale_factor") ?? 1f / 255 : 1;
            var normalised = Flag(config, "do_normalize");
            var mean = normalised ? Colours(config, "image_mean") ?? ImageNetMean : Vector3.Zero;
            var deviation = normalised ? Colours(config, "image_std") ?? ImageNetDeviation : Vector3.One;
            var (placement, kept) = ParsePlacement(config, inputWidth, inputHeight);
            return new InputPreparation(PixelLayout.Normalised(false, factor, mean, deviation), placement, Kept: kept);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new ModelException(ModelFault.Unusable, $"{path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Reads <c>size</c>: a number, or height and width, stretch the image; <c>shortest_edge</c> preserves its aspect ratio.</summary>
    private static (LetterboxPlacement Placement, float Kept) ParsePlacement(JsonElement config, int inputWidth, int inputHeight)
    {
        var crops = config.TryGetProperty("do_center_crop", out var crop) && crop.ValueKind == JsonValueKind.True;
        var side = Math.Min(inputWidth, inputHeight);
        if (!config.TryGetProperty("size", out var size))
        {
            return crops ? (LetterboxPlacement.Crop, DefaultShare) : (LetterboxPlacement.Stretch, 1);
        }

        if (size.ValueKind == JsonValueKind.Object && Number(size, "shortest_edge") is { } edge)
        {
            return (LetterboxPlacement.Crop, Share(side, edge));
        }

        var resized = size.ValueKind == JsonValueKind.Object ? Number(size, "height") ?? side : size.GetSingle();
        return crops && size.ValueKind == JsonValueKind.Number
            ? (LetterboxPlacement.Crop, Share(side, resized))
            : (LetterboxPlacement.Stretch, crops ? Share(side, resized) : 1);
    }

    private static float Share(int side, float resized) => resized > side ? side / resized : 1;

    /// <summary>True unless the file states false.</summary>
    private static bool Flag(JsonElement config, string name) => !config.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.False;

    private static float? Number(JsonElement config, string name) =>
        config.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetSingle() : null;

    private static Vector3? Colours(JsonElement config, string name) =>
        !config.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.Array ? null
            : value.GetArrayLength() == 3 ? new Vector3(value[0].GetSingle(), value[1].GetSingle(), value[2].GetSingle())
            : value.GetArrayLength() == 1 ? new Vector3(value[0].GetSingle())
            : null;
}
