using System.Globalization;
using System.Text;
using VisionSystem.Contracts;
using VisionSystem.Logging.Reviews;

namespace VisionSystem.Logging.Exports.Yolo;

/// <summary>The label file of an image: one line <c>class cx cy w h</c> per object, relative to the image's size; empty without objects.</summary>
internal static class YoloLabels
{
    public static byte[] Of(Prediction prediction, YoloClasses classes, bool scores)
    {
        var (width, height) = ((double)prediction.Image.Width, (double)prediction.Image.Height);
        var lines = new StringBuilder();
        foreach (var detection in GroundTruth.Of(prediction))
        {
            var box = ClippedBox.Of(detection.Box, prediction.Image);
            lines.Append(
                CultureInfo.InvariantCulture,
                $"{classes.NumberOf(detection.Class, detection.ClassId)} {Normalize(box.X + (box.Width / 2.0), width)} {Normalize(box.Y + (box.Height / 2.0), height)} {Normalize(box.Width, width)} {Normalize(box.Height, height)}");
            lines.Append(scores ? string.Create(CultureInfo.InvariantCulture, $" {detection.Confidence:0.######}\n") : "\n");
        }

        return Encoding.UTF8.GetBytes(lines.ToString());
    }

    /// <summary>Returns a relative coordinate with enough digits to restore the pixel coordinate.</summary>
    private static string Normalize(double pixels, double size) => (pixels / size).ToString("0.########", CultureInfo.InvariantCulture);
}
