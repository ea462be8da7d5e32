using System.Globalization;
using System.Text;
using VisionSystem.Contracts;
using VisionSystem.Logging.Reviews;

namespace VisionSystem.Logging.Exports.Yolo;

/// <summary>The label file of an image: <c>class cx cy w h</c> a line, parts of the image's size; empty where nothing is in it.</summary>
internal static class YoloLabels
{
    public static byte[] Of(Prediction prediction, YoloClasses classes, bool scores)
    {
        var (width, height) = ((double)prediction.Image.Width, (double)prediction.Image.Height);
        var lines = new StringBuilder();
        foreach (var detection in GroundTruth.Of(prediction))
        {
            var box = Pixels.Of(detection.Box, prediction.Image);
            lines.Append(
                CultureInfo.InvariantCulture,
                $"{classes.NumberOf(detection.Class, detection.ClassId)} {Part(box.X + (box.Width / 2.0), width)} {Part(box.Y + (box.Height / 2.0), height)} {Part(box.Width, width)} {Part(box.Height, height)}");
            lines.Append(scores ? string.Create(CultureInfo.InvariantCulture, $" {detection.Confidence:0.######}\n") : "\n");
        }

        return Encoding.UTF8.GetBytes(lines.ToString());
    }

    /// <summary>Fine enough to give the same pixels back.</summary>
    private static string Part(double pixels, double all) => (pixels / all).ToString("0.########", CultureInfo.InvariantCulture);
}
