using System.Globalization;
using VisionSystem.Contracts;
using VisionSystem.Inference.Recording;
using VisionSystem.Inference.Scheduling;
using VisionSystem.ServiceDefaults.Authentication;
using VisionSystem.Vision.Decoders;
using VisionSystem.Vision.Decoders.Segmentation;
using VisionSystem.Vision.Imaging;

namespace VisionSystem.Inference.Requests;

/// <summary>The parameters of a call with an image, from the query and from the text parts of a form; the query wins.</summary>
internal sealed record DetectParameters
{
    /// <summary>Where neither request nor model says otherwise.</summary>
    public const float UsualConfidence = 0.25f;

    /// <inheritdoc cref="UsualConfidence"/>
    public const float UsualIou = 0.45f;

    /// <summary>Says what <c>timeout_ms</c> says, for clients that cannot change the address.</summary>
    public const string TimeoutHeader = "X-Timeout-Ms";

    private const string BatchName = "batch";

    public string? Model { get; private set; }

    /// <summary>Lowest score that counts, 0..1; null for the model's own threshold.</summary>
    public float? Confidence { get; private set; }

    /// <summary>NMS threshold, 0..1; null for the model's own.</summary>
    public float? Iou { get; private set; }

    /// <summary>1 to 10,000.</summary>
    public int MaxDetections { get; private set; } = 300;

    /// <summary>How many classes a classifier names, 1 to 10,000.</summary>
    public int Top { get; private set; } = 5;

    public MaskForm Masks { get; private set; }

    /// <summary>Comma separated names or ids.</summary>
    public string? Classes { get; private set; }

    public RecordingMode Recording { get; private set; }

    /// <summary>Where the image comes from, in the caller's words.</summary>
    public string? Source { get; private set; }

    /// <summary>What the caller says about the image; may be empty.</summary>
    public Dictionary<string, string> Metadata { get; } = [];

    /// <summary>Milliseconds within which the image has to come to its run, and to its drawing; null for the usual time.</summary>
    public int? TimeoutMs { get; private set; }

    /// <summary>What becomes of transparency and of 16 bits.</summary>
    public PixelConversion Conversion { get; private set; }

    /// <summary>Answer several images, in their order.</summary>
    public bool Batch { get; private set; }

    /// <summary>Answer with the image, boxes drawn, instead of JSON.</summary>
    public bool AsImage { get; private set; }

    /// <summary>The tenant of the caller.</summary>
    public string Tenant { get; private set; } = TenantName.Default;

    /// <summary>Of a request, with the time it may take from the header where query and form do not say.</summary>
    public static DetectParameters Parse(
        HttpRequest request, IReadOnlyDictionary<string, string> form, RecordingMode recording, out Dictionary<string, string[]> errors, ModelTask task)
    {
        var parameters = Parse(request.Query, form, recording, out errors, task);
        parameters.Tenant = request.HttpContext.User.Tenant()!;
        if (parameters.TimeoutMs is null && request.Headers.TryGetValue(TimeoutHeader, out var timeout))
        {
            parameters.TimeoutMs = Count(TimeoutHeader, timeout.ToString(), errors, BatchingOptions.LongestDeadlineMs);
        }

        return parameters;
    }

    /// <summary>Reads all parameters; <paramref name="errors"/> gets every bad one under its name.</summary>
    public static DetectParameters Parse(
        IQueryCollection query, IReadOnlyDictionary<string, string> form, RecordingMode recording, out Dictionary<string, string[]> errors,
        ModelTask task = ModelTask.Detect)
    {
        var parameters = new DetectParameters { Recording = recording };
        errors = [];
        foreach (var (name, value) in form.Where(field => !query.ContainsKey(field.Key)))
        {
            parameters.Set(task, name, value, errors);
        }

        foreach (var (name, values) in query)
        {
            parameters.Set(task, name, values.Count == 1 ? values[0] ?? "" : values.ToString(), errors);
        }

        if (parameters is { Batch: true, AsImage: true })
        {
            errors["format"] = ["one picture is no answer to several photos; with batch=true json is expected"];
        }

        return parameters;
    }

    /// <summary>The parameters that a task has.</summary>
    public static IReadOnlyList<string> NamesFor(ModelTask task) => task switch
    {
        ModelTask.Classify => ["model", "confidence", "top", "classes", "background", "scale", "timeout_ms", "recording", "source", "metadata", BatchName],
        ModelTask.Segment => ["model", "confidence", "iou", "max_detections", "classes", "masks", "background", "scale", "timeout_ms", "recording", "source", "metadata", "format", BatchName],
        _ => ["model", "confidence", "iou", "max_detections", "classes", "background", "scale", "timeout_ms", "recording", "source", "metadata", "format", BatchName],
    };

    /// <summary>Whether a query asks for several images to be answered; what it says wrongly is refused later.</summary>
    public static bool IsBatch(IQueryCollection query) => bool.TryParse(query[BatchName], out var batch) && batch;

    /// <summary>Whether any task has a parameter of this name.</summary>
    public static bool IsKnown(string name) => MetadataParameter.Is(name) || Enum.GetValues<ModelTask>().Any(task => NamesFor(task).Contains(name));

    private void Set(ModelTask task, string name, string value, Dictionary<string, string[]> errors)
    {
        if (MetadataParameter.Is(name))
        {
            MetadataParameter.Add(Metadata, name, value, errors);
            return;
        }

        if (!NamesFor(task).Contains(name))
        {
            errors[name] = [$"there is no such parameter; known are {string.Join(", ", NamesFor(task))}"];
            return;
        }

        switch (name)
        {
            case "model":
                Model = value.Length > 0 ? value : null;
                break;
            case "confidence":
                Confidence = Fraction(name, value, errors);
                break;
            case "iou":
                Iou = Fraction(name, value, errors);
                break;
            case "max_detections":
                MaxDetections = Count(name, value, errors);
                break;
            case "top":
                Top = Count(name, value, errors);
                break;
            case "masks":
                if (!Enum.TryParse<MaskForm>(value, ignoreCase: true, out var masks) || int.TryParse(value, out _))
                {
                    errors[name] = [$"'{value}' is none of polygon, rle, both"];
                }

                Masks = masks;
                break;
            case "classes":
                Classes = value;
                break;
            case "background":
                if (!Colour.TryParse(value, out var background))
                {
                    errors[name] = [$"'{value}' is none of white, black and a colour such as #ff8000 (%23ff8000 in an address) or ff8000"];
                }

                Conversion = Conversion with { Background = background };
                break;
            case "scale":
                if (value is not ("depth" or "range"))
                {
                    errors[name] = [$"'{value}' is neither depth nor range"];
                }

                Conversion = Conversion with { Scale = value == "range" ? ValueScale.Range : ValueScale.Depth };
                break;
            case "recording":
                if (!Enum.TryParse<RecordingMode>(value, ignoreCase: true, out var mode) || int.TryParse(value, out _))
                {
                    errors[name] = [$"'{value}' is none of durable, buffered, off"];
                }

                Recording = mode;
                break;
            case "source":
                if (!PredictionText.IsName(value))
                {
                    errors[name] = [PredictionText.NameRule];
                }

                Source = value;
                break;
            case "timeout_ms":
                TimeoutMs = Count(name, value, errors, BatchingOptions.LongestDeadlineMs);
                break;
            case BatchName:
                if (!bool.TryParse(value, out var batch))
                {
                    errors[name] = [$"'{value}' is neither true nor false"];
                }

                Batch = batch;
                break;
            case "format":
                if (value is not ("json" or "image"))
                {
                    errors[name] = [$"'{value}' is neither json nor image"];
                }

                AsImage = value == "image";
                break;
        }
    }

    private static int Count(string name, string value, Dictionary<string, string[]> errors, int most = 10_000)
    {
        if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count < 1 || count > most)
        {
            errors[name] = [$"'{value}' is not a whole number from 1 to {most}"];
        }

        return count;
    }

    private static float Fraction(string name, string value, Dictionary<string, string[]> errors)
    {
        if (!float.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var fraction) || !(fraction is >= 0 and <= 1))
        {
            errors[name] = [$"'{value}' is not a number from 0 to 1"];
        }

        return fraction;
    }
}
