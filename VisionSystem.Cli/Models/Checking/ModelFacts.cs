using System.Globalization;
using VisionSystem.Vision.Decoders;
using VisionSystem.Vision.Models;
using VisionSystem.Vision.Preprocessing;

namespace VisionSystem.Cli.Models.Checking;

/// <summary>Describes a loaded model.</summary>
internal static class ModelFacts
{
    private const int MaxLabels = 8;

    public static string Decoding(HeadFamily family) => family switch
    {
        HeadFamily.YoloV8 => "one column per cell: cx cy w h, then class scores; NMS within each class",
        HeadFamily.YoloV8Rows => "one row per cell: cx cy w h, then class scores; NMS within each class",
        HeadFamily.YoloV5 => "one row per anchor: cx cy w h, objectness × class scores; NMS within each class",
        HeadFamily.YoloX => "one row per cell: offsets and sizes in strides of 8, 16, 32, objectness × class scores; NMS within each class",
        HeadFamily.EndToEnd => "one row per detection: x1 y1 x2 y2 score class; the graph contains NMS",
        HeadFamily.Classifier => "one score per class, the highest first",
        _ => family.ToString(),
    };

    public static string Pixels(ModelDescription description)
    {
        var (layout, placement) = (description.Preparation.Layout, description.Preparation.Placement);
        var (lowest, highest) = (layout.Offset.X, (255 * layout.Scale.X) + layout.Offset.X);
        var place = placement switch
        {
            LetterboxPlacement.TopLeft => "letterboxed at the top left",
            LetterboxPlacement.Stretch => "stretched over the input",
            LetterboxPlacement.Crop => "cropped to the centre",
            _ => "letterboxed in the centre",
        };
        return string.Create(CultureInfo.InvariantCulture, $"{(layout.Grey ? "grey" : layout.BlueFirst ? "BGR" : "RGB")} {lowest:0.##}..{highest:0.##}, {place}");
    }

    public static string Labels(ModelDescription description) =>
        $"{description.Labels.Count}: {string.Join(", ", description.Labels.Take(MaxLabels))}{(description.Labels.Count > MaxLabels ? ", …" : "")}{(description.LabelsFrom is { } source ? $" (from {source})" : "")}";

    /// <summary>Returns notes on properties that do not prevent serving but may be unexpected.</summary>
    public static IEnumerable<string> Notes(ModelDescription description)
    {
        foreach (var note in description.Notes)
        {
            yield return note;
        }

        if (description.Labels.Index().All(label => label.Item == $"class_{label.Index}"))
        {
            yield return $"No class names: add {description.Name}.txt (one name per line) or {description.Name}.yaml (names:) beside the model";
        }

        if (description.Labels.GroupBy(label => label).FirstOrDefault(group => group.Count() > 1) is { } duplicate)
        {
            yield return $"{duplicate.Count()} classes have the name '{duplicate.Key}'";
        }
    }
}
