using VisionSystem.Vision.Decoders;

namespace VisionSystem.Vision.Models;

/// <summary>Tells rows of detections that the graph has chosen itself (x1 y1 x2 y2 score class, …) from rows of anchors.</summary>
internal static class SuppressedRows
{
    private const float UnitTolerance = 0.01f;

    /// <param name="evidence">What is known of the model.</param>
    /// <param name="output">The output, by a run on a black picture.</param>
    /// <param name="rows">How many rows it has.</param>
    /// <param name="columns">Values a row.</param>
    /// <param name="most">Of more rows, the values have to agree.</param>
    public static bool Are(HeadEvidence evidence, OutputSample output, int rows, int columns, int most)
    {
        if (GridCells.Of(rows, evidence) != GridCells.None)
        {
            // As many rows as there are cells: anchors, unless six columns fit neither one class nor two.
            return columns == EndToEndDecoder.Row && evidence.NamedClasses is not (null or 1 or 2) && output.Values.Length > 0 && Agree(output, columns);
        }

        return columns == EndToEndDecoder.Row
            ? rows <= most || Agree(output, columns)
            : columns < rows && GridCells.Of(columns, evidence) == GridCells.None && (rows <= most || Agree(output, columns));
    }

    /// <summary>Whether each row has a score and a whole number for a class, and corners in their order where it has nothing more.</summary>
    private static bool Agree(OutputSample output, int columns)
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
