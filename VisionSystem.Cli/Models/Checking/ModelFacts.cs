using System.Globalization;
using VisionSystem.Vision.Decoders;
using VisionSystem.Vision.Models;
using VisionSystem.Vision.Preprocessing;

namespace VisionSystem.Cli.Models.Checking;

/// <summary>A loaded model in words.</summary>
internal static class ModelFacts
{
    private const int NamedLabels = 8;

    public static string Decoding(HeadFamily family) => family switch
    {
        HeadFamily.YoloV8 => "a column a cell: cx cy w h, then class scores; NMS within each class",
        HeadFamily.YoloV8Rows => "a row a cell: cx cy w h, then class scores; NMS within each class",
        HeadFamily.YoloV5 => "a row an anchor: cx cy w h, objectness × class scores; NMS within each class",
        HeadFamily.YoloX => "a row a cell: offsets and sizes in strides of 8, 16, 32, objectness × class scores; NMS within each class",
        HeadFamily.EndToEnd => "a row a detection: x1 y1 x2 y2 score class; the graph has done NMS",
        HeadFamily.Classifier => "a score a class, the best first",
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
            LetterboxPlacement.Crop => "cropped to the middle",
            _ => "letterboxed in the centre",
        };
        return string.Create(CultureInfo.InvariantCulture, $"{(layout.Grey ? "grey" : layout.BlueFirst ? "BGR" : "RGB")} {lowest:0.##}..{highest:0.##}, {place}");
    }

    public static string Labels(ModelDescription description) =>
        $"{description.Labels.Count}: {string.Join(", ", description.Labels.Take(NamedLabels))}{(description.Labels.Count > NamedLabels ? ", …" : "")}{(description.LabelsFrom is { } source ? $" (from {source})" : "")}";

    /// <summary>What does not stop it from serving, but may surprise.</summary>
    public static IEnumerable<string> Notes(ModelDescription description)
    {
        foreach (var note in description.Notes)
        {
            yield return note;
        }

        if (description.Labels.Index().All(label => label.Item == $"class_{label.Index}"))
        {
            yield return $"No class names: put {description.Name}.txt (a name a line) or {description.Name}.yaml (names:) beside the model";
        }

        if (description.Labels.GroupBy(label => label).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            yield return $"{twice.Count()} classes are called '{twice.Key}'";
        }
    }
}
