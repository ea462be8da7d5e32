using VisionSystem.Vision.Decoders;

namespace VisionSystem.Vision.Models;

/// <summary>Distinguishes rows of detections that the graph itself selected (x1 y1 x2 y2 score class, …) from rows of anchors.</summary>
internal static class SuppressedRows
{
    private const float UnitTolerance = 0.01f;

    /// <summary>True if the output's rows are selected detections.</summary>
    /// <param name="evidence">The evidence about the model.</param>
    /// <param name="output">The output of a run on a black image.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">The number of values per row.</param>
    /// <param name="maxRows">The number of rows above which the values must agree.</param>
    public static bool Matches(HeadEvidence evidence, OutputSample output, int rows, int columns, int maxRows)
    {
        if (GridCells.Of(rows, evidence) != GridCells.None)
        {
            // One row per grid cell means anchors, unless six columns match neither one class nor two.
            return columns == EndToEndDecoder.Row && evidence.NamedClasses is not (null or 1 or 2) && output.Values.Length > 0 && ValuesAgree(output, columns);
        }

        return columns == EndToEndDecoder.Row
            ? rows <= maxRows || ValuesAgree(output, columns)
            : columns < rows && GridCells.Of(columns, evidence) == GridCells.None && (rows <= maxRows || ValuesAgree(output, columns));
    }

    /// <summary>True if each row has a score and an integer class, and ordered corners where it has no further values.</summary>
    private static bool ValuesAgree(OutputSample output, int columns)
    {
        for (var row = output.Values.AsSpan(); row.Length >= columns; row = row[columns..])
        {
            var isDetection = row[4] is >= -UnitTolerance and <= 1 + UnitTolerance && row[5] >= -1 && row[5] == MathF.Floor(row[5])
                && (columns > EndToEndDecoder.Row || (row[2] >= row[0] && row[3] >= row[1]));
            if (!isDetection)
            {
                return false;
            }
        }

        return true;
    }
}
