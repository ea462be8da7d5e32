using System.Globalization;
using VisionSystem.Vision.Evaluation.Arithmetic;

namespace VisionSystem.Vision.Evaluation.DataSets;

/// <summary>
/// Reads a label file of wire format §7: <c>class cx cy w h</c> per line, relative to the image's size, 0..1. A sixth number,
/// a confidence, is ignored.
/// </summary>
internal static class YoloLabelFile
{
    // Label tools round, so a box at the edge may end slightly outside.
    private const double Tolerance = .005;

    /// <summary>Reads the objects of a label file.</summary>
    /// <param name="file">The path of the file; a missing file has no lines.</param>
    /// <param name="classes">The number of classes; null accepts any number.</param>
    /// <exception cref="DataSetException">A line is not a label; the message names the file and line.</exception>
    public static List<GroundTruthObject> Read(string file, int? classes)
    {
        var objects = new List<GroundTruthObject>();
        if (!File.Exists(file))
        {
            return objects;
        }

        foreach (var (index, line) in File.ReadLines(file).Index())
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                objects.Add(Parse(line, classes, out var reason) ?? throw new DataSetException($"{file}, line {index + 1}: {reason}"));
            }
        }

        return objects;
    }

    private static GroundTruthObject? Parse(string line, int? classes, out string reason)
    {
        var fields = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length is not (5 or 6))
        {
            reason = $"{fields.Length} fields instead of the five of a label: class cx cy w h";
            return null;
        }

        if (!int.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out var classId))
        {
            reason = $"'{fields[0]}' is not a class number";
            return null;
        }

        if (classId >= classes)
        {
            reason = $"class {classId}, but only {classes} classes have names, from 0";
            return null;
        }

        Span<double> numbers = stackalloc double[4];
        for (var i = 0; i < numbers.Length; i++)
        {
            if (!double.TryParse(fields[i + 1], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]) ||
                !(numbers[i] is >= -Tolerance and <= 1 + Tolerance))
            {
                reason = $"'{fields[i + 1]}' must be relative to the image's size, 0 to 1";
                return null;
            }
        }

        reason = "";
        var (width, height) = (Math.Max(0, numbers[2]), Math.Max(0, numbers[3]));
        var box = new PixelBox(numbers[0] - (width / 2), numbers[1] - (height / 2), width, height);
        return new GroundTruthObject(classId, box, box.Area, IsCrowd: false);
    }
}
