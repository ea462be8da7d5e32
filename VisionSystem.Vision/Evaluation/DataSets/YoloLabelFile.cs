using System.Globalization;
using VisionSystem.Vision.Evaluation.Arithmetic;

namespace VisionSystem.Vision.Evaluation.DataSets;

/// <summary>
/// A label file of wire format §7: <c>class cx cy w h</c> a line, parts of the image's size 0..1; a sixth number, a
/// confidence, is read over.
/// </summary>
internal static class YoloLabelFile
{
    // Label tools round, so a box that touches the edge may end a hair outside.
    private const double Tolerance = .005;

    /// <param name="file">The file; a missing one has no lines.</param>
    /// <param name="classes">How many classes there are; null takes any number.</param>
    /// <exception cref="DataSetException">A line is no label; the message names file and line.</exception>
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
            reason = $"{fields.Length} fields, where a label has five: class cx cy w h";
            return null;
        }

        if (!int.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out var classId))
        {
            reason = $"'{fields[0]}' is no class number";
            return null;
        }

        if (classId >= classes)
        {
            reason = $"class {classId}, but there are names for {classes} classes only, from 0";
            return null;
        }

        Span<double> numbers = stackalloc double[4];
        for (var i = 0; i < numbers.Length; i++)
        {
            if (!double.TryParse(fields[i + 1], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]) ||
                !(numbers[i] is >= -Tolerance and <= 1 + Tolerance))
            {
                reason = $"'{fields[i + 1]}' is to be a part of the photo's size, 0 to 1";
                return null;
            }
        }

        reason = "";
        var (width, height) = (Math.Max(0, numbers[2]), Math.Max(0, numbers[3]));
        var box = new PixelBox(numbers[0] - (width / 2), numbers[1] - (height / 2), width, height);
        return new GroundTruthObject(classId, box, box.Area, IsCrowd: false);
    }
}
