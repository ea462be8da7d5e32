using System.Numerics;
using VisionSystem.Vision.Decoders;
using VisionSystem.Vision.Preprocessing;

namespace VisionSystem.Vision.Models;

/// <summary>
/// What the operator says of a model in <c>NAME.yaml</c> beside <c>NAME.onnx</c> (<c>model.yaml</c> beside or above
/// <c>model.onnx</c>); it wins over the file's metadata. Keys: <c>task</c>, <c>names</c>, <c>confidence</c>, <c>iou</c>,
/// <c>warmup</c>, <c>max_batch</c>, <c>input</c> (<c>color range mean std placement pad width height</c>). A data set's file, which has
/// <c>names</c> and keys of its own, serves too.
/// </summary>
internal sealed record ModelConfig
{
    private const int MostSide = 1 << 14;

    public static ModelConfig Empty { get; } = new();

    public ModelTask? Task { get; private init; }

    /// <summary>Threshold of requests that give none.</summary>
    public float? Confidence { get; private init; }

    /// <inheritdoc cref="Confidence"/>
    public float? Iou { get; private init; }

    /// <summary>Full path of the image that shows whether the model sees.</summary>
    public string? WarmUp { get; private init; }

    /// <summary>Images of one run, for graphs with a dynamic batch.</summary>
    public int? MaxBatch { get; private init; }

    public int? Width { get; private init; }

    public int? Height { get; private init; }

    private bool? BlueFirst { get; init; }

    private int? Range { get; init; }

    private Vector3? Mean { get; init; }

    private Vector3? Deviation { get; init; }

    private LetterboxPlacement? Placement { get; init; }

    private int? Pad { get; init; }

    /// <exception cref="ModelException">The file says something that cannot be; the message names file and key.</exception>
    public static ModelConfig Read(string modelFile)
    {
        if (PathOf(modelFile) is not { } path || YamlFile.Open(path) is not { } yaml)
        {
            return Empty;
        }

        var input = yaml.Section("input");
        input?.RequireOnly("color", "range", "mean", "std", "placement", "pad", "width", "height");
        return new ModelConfig
        {
            Task = ModelTasks.Parse(yaml.OneOf("task", "detect", "segment", "pose", "obb", "classify")),
            Confidence = yaml.Number("confidence", 0, 1),
            Iou = yaml.Number("iou", 0, 1),
            WarmUp = yaml.Text("warmup") is { } image ? Path.GetFullPath(image, Path.GetDirectoryName(Path.GetFullPath(path))!) : null,
            MaxBatch = yaml.Whole("max_batch", 1, 128),
            Width = input?.Whole("width", 1, MostSide),
            Height = input?.Whole("height", 1, MostSide),
            BlueFirst = input?.OneOf("color", "rgb", "bgr") is { } order ? order == "bgr" : null,
            Range = input?.OneOf("range", "1", "255") is { } range ? (range == "1" ? 1 : 255) : null,
            Mean = input?.Colours("mean", -1000, 1000),
            Deviation = input?.Colours("std", 1e-6f, 1000),
            Placement = input?.OneOf("placement", "centre", "top-left", "stretch", "crop") switch
            {
                "centre" => LetterboxPlacement.Centre,
                "top-left" => LetterboxPlacement.TopLeft,
                "stretch" => LetterboxPlacement.Stretch,
                "crop" => LetterboxPlacement.Crop,
                _ => null,
            },
            Pad = input?.Whole("pad", 0, 255),
        };
    }

    /// <summary>The card's file, if there is one.</summary>
    public static string? PathOf(string modelFile) => PlacesOf(modelFile).FirstOrDefault(File.Exists);

    /// <summary>Where the card may lie; the first one that is there counts.</summary>
    public static IReadOnlyList<string> PlacesOf(string modelFile)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(modelFile))!;
        return Path.GetFileName(modelFile) == ModelVersion.File
            ? [Path.Combine(folder, "model.yaml"), Path.Combine(folder, "..", "model.yaml")]
            : [Path.ChangeExtension(modelFile, ".yaml")];
    }

    /// <summary>The preparation of images with what is said here in place of what the family wants.</summary>
    public InputPreparation Over(InputPreparation usual)
    {
        var layout = usual.Layout with { BlueFirst = BlueFirst ?? usual.Layout.BlueFirst };
        if (Range is not null || Mean is not null || Deviation is not null)
        {
            layout = PixelLayout.Normalised(layout.BlueFirst, Range == 255 ? 1 : 1f / 255, Mean ?? Vector3.Zero, Deviation ?? Vector3.One);
        }

        return usual with
        {
            Layout = layout,
            Placement = Placement ?? usual.Placement,
            Pad = (byte?)Pad ?? usual.Pad,
            Kept = Placement is null ? usual.Kept : 1,
        };
    }
}
