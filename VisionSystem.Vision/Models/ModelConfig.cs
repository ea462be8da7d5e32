using System.Numerics;
using VisionSystem.Vision.Decoders;
using VisionSystem.Vision.Preprocessing;

namespace VisionSystem.Vision.Models;

/// <summary>
/// The operator's settings of a model in <c>NAME.yaml</c> beside <c>NAME.onnx</c> (<c>model.yaml</c> beside or above
/// <c>model.onnx</c>). They override the file's metadata. Keys: <c>task</c>, <c>names</c>, <c>confidence</c>, <c>iou</c>,
/// <c>warmup</c>, <c>max_batch</c>, <c>input</c> (<c>color range mean std placement pad width height</c>). A data set's file,
/// which has <c>names</c> and keys of its own, is accepted too.
/// </summary>
internal sealed record ModelConfig
{
    private const int MaxSide = 1 << 14;

    public static ModelConfig Empty { get; } = new();

    public ModelTask? Task { get; private init; }

    /// <summary>The default threshold of requests, 0..1.</summary>
    public float? Confidence { get; private init; }

    /// <inheritdoc cref="Confidence"/>
    public float? Iou { get; private init; }

    /// <summary>The full path of the image for the golden probe.</summary>
    public string? WarmUp { get; private init; }

    /// <summary>The maximum number of images per run, for graphs with a dynamic batch.</summary>
    public int? MaxBatch { get; private init; }

    public int? Width { get; private init; }

    public int? Height { get; private init; }

    private bool? BlueFirst { get; init; }

    private int? Range { get; init; }

    private Vector3? Mean { get; init; }

    private Vector3? Deviation { get; init; }

    private LetterboxPlacement? Placement { get; init; }

    private int? Pad { get; init; }

    /// <exception cref="ModelException">The file contains an invalid value; the message names the file and key.</exception>
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
            MaxBatch = yaml.Integer("max_batch", 1, 128),
            Width = input?.Integer("width", 1, MaxSide),
            Height = input?.Integer("height", 1, MaxSide),
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
            Pad = input?.Integer("pad", 0, 255),
        };
    }

    /// <summary>Returns the path of the settings file, or null without one.</summary>
    public static string? PathOf(string modelFile) => PathsOf(modelFile).FirstOrDefault(File.Exists);

    /// <summary>Returns the possible paths of the settings file; the first existing file is used.</summary>
    public static IReadOnlyList<string> PathsOf(string modelFile)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(modelFile))!;
        return Path.GetFileName(modelFile) == ModelVersion.File
            ? [Path.Combine(folder, "model.yaml"), Path.Combine(folder, "..", "model.yaml")]
            : [Path.ChangeExtension(modelFile, ".yaml")];
    }

    /// <summary>Returns the family's usual preparation with these settings applied.</summary>
    public InputPreparation ApplyTo(InputPreparation usual)
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
