using VisionSystem.Vision.Decoders;
using VisionSystem.Vision.Decoders.Segmentation;

namespace VisionSystem.Vision.Models;

/// <summary>Recognises the family and task of a model by its metadata, otherwise by the shapes and values of a first run.</summary>
internal static class HeadRecognition
{
    /// <summary>The recognised shapes, for messages.</summary>
    public const string SupportedOutputs =
        "[1,4+classes,N] and [1,N,4+classes] (YOLOv8 to 12), [1,N,5+classes] (YOLOv5, YOLOX), [1,K,6] (end to end), each with the channels of masks "
        + "(and an output [1,32,H/4,W/4]), keypoints or an angle, and [1,classes] (a classifier)";

    /// <summary>The usual maximum number of rows of a graph that ends in a top-k; with more rows, the values must agree.</summary>
    private const int MaxEndToEndRows = 1000;
    private const int CocoClasses = 80;
    private const int CocoKeypointValues = 51;
    private const int MaxPrototypes = 256;
    private const float UnitTolerance = 0.01f;

    /// <summary>Recognises the head; returns null where it matches no known family.</summary>
    public static Head? Recognise(HeadEvidence evidence)
    {
        var readable = evidence.Outputs.Where(output => output.IsReadable).ToList();
        var masks = readable.Find(output => IsPrototypes(output, evidence));
        var prototypes = masks is null ? null : new Prototypes((int)masks.Shape[1], (int)masks.Shape[2], (int)masks.Shape[3]);
        var heads = readable.FindAll(output => output.Shape is [_, > 0, > 0]);
        foreach (var output in heads)
        {
            // Some exporters write boxes and scores to separate outputs, each of which would be recognised as a complete
            // head.
            if (heads.Exists(other => other != output && ShareAnchors(output, other)))
            {
                continue;
            }

            var (rows, columns) = ((int)output.Shape[1], (int)output.Shape[2]);
            var head = EndToEnd(evidence, prototypes, output, rows, columns)
                ?? Columns(evidence, prototypes, output, rows, columns)
                ?? Rows(evidence, prototypes, output, rows, columns);
            if (head is not null)
            {
                return head.Task == ModelTask.Segment
                    ? head with { Prototypes = prototypes, Outputs = [output.Spec, masks!.Spec] }
                    : head with { Outputs = [output.Spec] };
            }
        }

        return evidence.Outputs is [{ IsReadable: true } only] || evidence.Task == ModelTask.Classify ? Classifier(evidence, readable) : null;
    }

    private static bool ShareAnchors(OutputSample a, OutputSample b) =>
        Math.Max(a.Shape[1], a.Shape[2]) == Math.Max(b.Shape[1], b.Shape[2]);

    private static bool IsPrototypes(OutputSample output, HeadEvidence evidence) =>
        output.Shape is [_, > 0 and <= MaxPrototypes, > 0 and var height, > 0 and var width]
        && (evidence.Task == ModelTask.Segment || (height * 4 == evidence.InputHeight && width * 4 == evidence.InputWidth));

    private static Head? Classifier(HeadEvidence evidence, List<OutputSample> outputs)
    {
        var output = outputs.Find(output => output.Shape is [_, > 1] or [_, > 1, 1, 1]);
        if (output is null || evidence.Task is not (null or ModelTask.Classify))
        {
            return null;
        }

        var classes = (int)output.Shape[1];
        var decoder = new ClassifierDecoder(classes, evidence.InputWidth, evidence.InputHeight);
        return new Head(HeadFamily.Classifier, classes, decoder, ModelTask.Classify) { Outputs = [output.Spec] };
    }

    private static Head? EndToEnd(HeadEvidence evidence, Prototypes? prototypes, OutputSample output, int rows, int columns)
    {
        var extras = columns - EndToEndDecoder.Row;
        if (extras < 0 || !(evidence.EndToEnd || SuppressedRows.Matches(evidence, output, rows, columns, MaxEndToEndRows)))
        {
            return null;
        }

        var task = evidence.Task
            ?? (extras == 0 ? ModelTask.Detect : extras == prototypes?.Count ? ModelTask.Segment : extras == 1 ? ModelTask.Obb : ModelTask.Pose);
        var keypoints = evidence.Keypoints is { } shape ? shape.Count * shape.Values : evidence.Task is null ? CocoKeypointValues : extras;
        var expected = task switch
        {
            ModelTask.Detect => 0,
            ModelTask.Segment => prototypes?.Count ?? -1,
            ModelTask.Obb => 1,
            ModelTask.Pose => Math.Max(keypoints, 2),
            _ => -1,
        };
        if (extras != expected)
        {
            return null;
        }

        // Such a graph returns the class as a number, so only the names reveal the number of classes.
        var classes = evidence.NamedClasses ?? CocoClasses;
        return new Head(HeadFamily.EndToEnd, classes, new EndToEndDecoder(classes, columns, task == ModelTask.Obb), task)
        {
            Extras = HeadExtras.OfRows(EndToEndDecoder.Row, extras),
            KeypointValues = TaskSplit.KeypointValues(evidence, extras),
        };
    }

    private static Head? Columns(HeadEvidence evidence, Prototypes? prototypes, OutputSample output, int rows, int columns)
    {
        var known = evidence.Task is not null || evidence.NamedClasses is not null || GridCells.Of(columns, evidence) == GridCells.One;
        if (!known || AnchorsAreColumns(evidence, rows, columns) is not true || rows <= 4
            || TaskSplit.Determine(evidence, prototypes, rows - 4, channel => ExceedsUnitInterval(output, (4 + channel) * columns, 1, columns)) is not { } split)
        {
            return null;
        }

        var logits = new LogitScores(false, HasNegativeValues(output, 4 * columns, 1, split.Classes * columns));
        if (IsUndecoded(logits, evidence, split))
        {
            return null;
        }

        return new Head(HeadFamily.YoloV8, split.Classes, new YoloV8Decoder(split.Classes, columns, split.Task == ModelTask.Obb, logits.Classes), split.Task)
        {
            Logits = logits,
            Extras = HeadExtras.OfColumns(4 + split.Classes, split.Extras, columns),
            KeypointValues = TaskSplit.KeypointValues(evidence, split.Extras),
        };
    }

    private static Head? Rows(HeadEvidence evidence, Prototypes? prototypes, OutputSample output, int rows, int columns)
    {
        if (AnchorsAreColumns(evidence, rows, columns) is not false || RowFamily(evidence, output, rows, columns) is not { } family)
        {
            return null;
        }

        var first = family == HeadFamily.YoloV8Rows ? 4 : 5;
        if (TaskSplit.Determine(evidence, prototypes, columns - first, channel => ExceedsUnitInterval(output, first + channel, columns, rows)) is not { } split)
        {
            return null;
        }

        var logits = new LogitScores(
            first == 5 && HasNegativeValues(output, 4, columns, rows),
            Enumerable.Range(first, split.Classes).Any(channel => HasNegativeValues(output, channel, columns, rows)));
        if (IsUndecoded(logits, evidence, split))
        {
            return null;
        }

        var isRaw = family == HeadFamily.YoloX && !IsDecoded(output);
        if (isRaw && (split.Extras > 0 || rows != AnchorGrid.Cells(evidence.InputWidth, evidence.InputHeight)))
        {
            return null;
        }

        IHeadDecoder decoder = isRaw
            ? new YoloXDecoder(split.Classes, evidence.InputWidth, evidence.InputHeight, logits)
            : new RowDecoder(split.Classes, columns, first == 5, split.Task == ModelTask.Obb, logits);
        return new Head(family, split.Classes, decoder, split.Task)
        {
            Logits = logits,
            Extras = HeadExtras.OfRows(first + split.Classes, split.Extras),
            KeypointValues = TaskSplit.KeypointValues(evidence, split.Extras),
        };
    }

    /// <summary>
    /// True if columns are anchors, false if rows are: decided by the number of grid cells, otherwise by the number of names,
    /// otherwise by assuming more anchors than classes. Null where undecided.
    /// </summary>
    private static bool? AnchorsAreColumns(HeadEvidence evidence, int rows, int columns)
    {
        var (ofRows, ofColumns) = (GridCells.Of(rows, evidence), GridCells.Of(columns, evidence));
        return ofRows == GridCells.None && ofColumns == GridCells.One ? true
            : ofColumns == GridCells.None && ofRows != GridCells.None ? false
            : evidence.NamedClasses is { } named && (rows - 4 == named) != (columns - 4 == named || columns - 5 == named) ? rows - 4 == named
            : rows == columns ? null : columns > rows;
    }

    /// <summary>True if, by the number of names, values below 0 are not class logits but, for example, distributions of the boxes' edges.</summary>
    private static bool IsUndecoded(LogitScores logits, HeadEvidence evidence, TaskSplit split) =>
        logits.Any && evidence.NamedClasses is { } named && named != split.Classes;

    private static HeadFamily? RowFamily(HeadEvidence evidence, OutputSample output, int rows, int columns)
    {
        var named = evidence.NamedClasses;
        var withObjectness = named == columns - 5;
        switch (GridCells.Of(rows, evidence))
        {
            case GridCells.Three:
                return HeadFamily.YoloV5;
            case GridCells.One when withObjectness:
                return HeadFamily.YoloX;
            case GridCells.One when named == columns - 4 || evidence.Task is not null || (columns == CocoClasses + 4 && IsDecoded(output)):
                return HeadFamily.YoloV8Rows;
            case GridCells.One:
                return HeadFamily.YoloX;
            default:
                // Detectors of other kinds also have such rows, with coordinates relative to the image.
                return !IsDecoded(output) ? null : withObjectness ? HeadFamily.YoloV5 : named == columns - 4 ? HeadFamily.YoloV8Rows : null;
        }
    }

    /// <summary>True if a row's first value is a position on the input; before decoding it is an offset within a cell.</summary>
    private static bool IsDecoded(OutputSample output)
    {
        const float maxOffset = 32;
        for (var i = 0; i < output.Values.Length; i += (int)output.Shape[2])
        {
            if (MathF.Abs(output.Values[i]) > maxOffset)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True if scores are below 0, which only logits are.</summary>
    private static bool HasNegativeValues(OutputSample output, int first, int stride, int count)
    {
        for (var i = 0; i < count && first + (i * stride) < output.Values.Length; i++)
        {
            if (output.Values[first + (i * stride)] < -UnitTolerance)
            {
                return true;
            }
        }

        return false;
    }

    private static bool ExceedsUnitInterval(OutputSample output, int first, int stride, int count)
    {
        for (var i = 0; i < count && first + (i * stride) < output.Values.Length; i++)
        {
            if (output.Values[first + (i * stride)] is < -UnitTolerance or > 1 + UnitTolerance)
            {
                return true;
            }
        }

        return false;
    }
}
