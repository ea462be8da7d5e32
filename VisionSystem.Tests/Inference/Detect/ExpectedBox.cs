using System.Globalization;
using System.Text.Json;
using VisionSystem.Contracts;

namespace VisionSystem.Tests.Inference.Detect;

/// <summary>A known object of an image.</summary>
/// <param name="Class">Class name.</param>
/// <param name="Score">Expected score, or null if only the position is known.</param>
/// <param name="Box">Pixels of the upright image.</param>
internal sealed record ExpectedBox(string Class, float? Score, Box Box)
{
    /// <summary>Reads the lines of a YOLO label file: class and centred box, as fractions of the image's size.</summary>
    public static IEnumerable<ExpectedBox> ReadYolo(string file, IReadOnlyList<string> classes, int width, int height) =>
        File.ReadLines(file).Where(line => line.Length > 0).Select(line =>
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var (cx, cy, w, h) = (Number(fields[1]) * width, Number(fields[2]) * height, Number(fields[3]) * width, Number(fields[4]) * height);
            var classId = int.Parse(fields[0], CultureInfo.InvariantCulture);
            return new ExpectedBox(classes[classId], null, new Box(cx - (w / 2), cy - (h / 2), cx + (w / 2), cy + (h / 2)));
        });

    /// <summary>True if one of the detections is this object.</summary>
    public bool IsAmong(IEnumerable<Detection> detections, float leastIou, float scoreTolerance = 1) =>
        detections.Any(found => found.Class == Class && Iou(found.Box, Box) >= leastIou && Math.Abs(found.Confidence - (Score ?? found.Confidence)) <= scoreTolerance);

    public static IReadOnlyList<Detection> Detections(JsonElement answer) =>
        answer.GetProperty("detections").Deserialize(WireJson.Default.IReadOnlyListDetection)!;

    private static float Iou(Box a, Box b)
    {
        var width = Math.Max(0, Math.Min(a.X2, b.X2) - Math.Max(a.X1, b.X1));
        var height = Math.Max(0, Math.Min(a.Y2, b.Y2) - Math.Max(a.Y1, b.Y1));
        var intersection = width * height;
        return intersection / (Area(a) + Area(b) - intersection);
    }

    private static float Area(Box box) => (box.X2 - box.X1) * (box.Y2 - box.Y1);

    private static float Number(string text) => float.Parse(text, CultureInfo.InvariantCulture);
}
