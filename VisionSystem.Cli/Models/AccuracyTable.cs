using System.Globalization;
using VisionSystem.Cli.Terminal;
using VisionSystem.Vision.Evaluation;

namespace VisionSystem.Cli.Models;

/// <summary>Writes the COCO metrics as a table.</summary>
internal static class AccuracyTable
{
    public static void Write(AccuracyReport report, TextWriter output)
    {
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Images} images, {report.Objects} objects, {report.Detections} detections{(report.ImagesFailed > 0 ? $"; {report.ImagesFailed} images omitted" : "")}"));
        output.WriteLine();
        var table = new TextTable("CLASS", "OBJECTS", "AP", "AP50", "AP75", "AP SMALL", "AP MEDIUM", "AP LARGE", "AR1", "AR10", "AR100");
        table.Add(Row(
            "all", report.Objects, report.Ap, report.Ap50, report.Ap75, report.ApSmall, report.ApMedium, report.ApLarge, report.Ar1, report.Ar10, report.Ar100));
        foreach (var (name, figures) in report.PerClass)
        {
            table.Add(Row(
                name, figures.Objects, figures.Ap, figures.Ap50, figures.Ap75, figures.ApSmall, figures.ApMedium, figures.ApLarge, figures.Ar1, figures.Ar10, figures.Ar100));
        }

        table.Write(output);
    }

    private static string[] Row(string name, int objects, params double[] figures) =>
        [name, objects.ToString(CultureInfo.InvariantCulture), .. figures.Select(Quantity.Accuracy)];
}
