using System.Collections.Frozen;
using System.Globalization;
using VisionSystem.Contracts;
using VisionSystem.Inference.Recording;
using VisionSystem.Inference.Scheduling;
using VisionSystem.ServiceDefaults.Authentication;
using VisionSystem.Vision.Decoders;
using VisionSystem.Vision.Decoders.Segmentation;
using VisionSystem.Vision.Imaging;

namespace VisionSystem.Inference.Requests;

/// <summary>The parameters of a request with images, from its query and from the fields of its body. The query takes precedence.</summary>
internal sealed record DetectParameters
{
    /// <summary>Confidence threshold if neither request nor model has one.</summary>
    public const float DefaultConfidence = 0.25f;

    /// <summary>NMS threshold if neither request nor model has one.</summary>
    public const float DefaultIou = 0.45f;

    /// <summary>Request header with the value of <c>timeout_ms</c>, for clients that cannot change the URL.</summary>
    public const string TimeoutHeader = "X-Timeout-Ms";

    private const string BatchName = "batch";

    /// <summary>All parameters, in the order of the documentation.</summary>
    private static readonly DetectParameter[] Table =
    [
        new("model", "string", "Model name. Defaults to the default model, else to the only model that performs this task.",
            static (parameters, value, _) => parameters.Model = value.Length > 0 ? value : null),
        new("confidence", "number", "Minimum score of a detection, 0 to 1. Defaults to the model's threshold, else 0.25.", ReadConfidence) { Tasks = HasBoxes },
        new("confidence", "number", "Minimum probability of a class, 0 to 1. Defaults to the model's threshold, else 0.", ReadConfidence) { Tasks = IsClassify },
        new("iou", "number", "Overlap above which non-maximum suppression removes the lower-scoring of two boxes of a class, 0 to 1. Defaults to the model's threshold, else 0.45.",
            static (parameters, value, errors) => parameters.Iou = Fraction("iou", value, errors)) { Tasks = HasBoxes },
        new("max_detections", "integer", "Maximum number of detections, 1 to 10000. Defaults to 300.",
            static (parameters, value, errors) => parameters.MaxDetections = Count("max_detections", value, errors)) { Tasks = HasBoxes },
        new("top", "integer", "Number of classes in the response, 1 to 10000. Defaults to 5.",
            static (parameters, value, errors) => parameters.Top = Count("top", value, errors)) { Tasks = IsClassify },
        new("classes", "string", "Names or ids of the classes to return, comma-separated. Defaults to all classes.",
            static (parameters, value, _) => parameters.Classes = value),
        new("masks", "string", "Format of masks: outlines, COCO run lengths, or both. Defaults to polygon.",
            static (parameters, value, errors) => parameters.Masks = Choice<MaskForm>("masks", value, errors)) { Tasks = HasMasks, Values = ["polygon", "rle", "both"] },
        new("background", "string", "Colour behind transparent pixels: white, black, #rrggbb (%23rrggbb in a URL) or rrggbb. Defaults to white.", ReadBackground),
        new("scale", "string", "Conversion of 16-bit to 8-bit values: by bit depth, or by the range of values in the image. Defaults to depth. Images with 8 bits are not changed.", ReadScale)
        { Values = ["depth", "range"] },
        new("timeout_ms", "integer", "Milliseconds within which the image must be run, and drawn for format=image; otherwise the response is 503. Defaults to 10000. The header X-Timeout-Ms has the same effect.",
            static (parameters, value, errors) => parameters.TimeoutMs = Count("timeout_ms", value, errors, BatchingOptions.LongestDeadlineMs)),
        new("recording", "string", "When the prediction counts as recorded: flushed to disk (durable), or written and flushed later (buffered). With off it is not recorded.",
            static (parameters, value, errors) => parameters.Recording = Choice<RecordingMode>("recording", value, errors)) { Values = ["durable", "buffered", "off"] },
        new("source", "string", "Source of the image, for searching: a camera, a line, an uploader.", ReadSource),
        new(MetadataParameter.Whole, "string", "Further data for searching: a JSON object of texts. Single entries can be sent as metadata.NAME=VALUE.", Read: null),
        new("format", "string", "Format of the response: JSON, or the image with the detections drawn. Defaults to json.", ReadFormat) { Tasks = HasBoxes, Values = ["json", "image"] },
        new(UploadFields.ImageUrl, "string", "URL of the image, for a request without a body; repeated with batch=true. Also a field of forms and JSON. Requires CV_ALLOW_URL_INPUT.", static (_, _, _) => { }),
        new(BatchName, "boolean", "With true, several images are accepted. The response has a result or a problem for each, in the order of the request.", ReadBatch),
    ];

    private static readonly FrozenDictionary<ModelTask, DetectParameter[]> ByTask =
        Enum.GetValues<ModelTask>().ToFrozenDictionary(task => task, task => Array.FindAll(Table, parameter => parameter.Tasks(task)));

    public string? Model { get; private set; }

    /// <summary>Minimum score, 0..1; null for the model's threshold.</summary>
    public float? Confidence { get; private set; }

    /// <summary>NMS threshold, 0..1; null for the model's threshold.</summary>
    public float? Iou { get; private set; }

    /// <summary>Maximum number of detections, 1..10,000.</summary>
    public int MaxDetections { get; private set; } = 300;

    /// <summary>Number of classes that a classifier returns, 1..10,000.</summary>
    public int Top { get; private set; } = 5;

    public MaskForm Masks { get; private set; }

    /// <summary>Comma-separated names or ids.</summary>
    public string? Classes { get; private set; }

    public RecordingMode Recording { get; private set; }

    /// <summary>Source of the image in the caller's words.</summary>
    public string? Source { get; private set; }

    /// <summary>The caller's data about the image; may be empty.</summary>
    public Dictionary<string, string> Metadata { get; } = [];

    /// <summary>Milliseconds until the image must be run and drawn, 1..600,000; null for the configured timeout.</summary>
    public int? TimeoutMs { get; private set; }

    /// <summary>Handling of transparency and of 16-bit values.</summary>
    public PixelConversion Conversion { get; private set; }

    /// <summary>True if several images are accepted.</summary>
    public bool Batch { get; private set; }

    /// <summary>True for an annotated image instead of JSON.</summary>
    public bool AsImage { get; private set; }

    /// <summary>The tenant of the caller.</summary>
    public string Tenant { get; private set; } = TenantName.Default;

    /// <summary>Reads the parameters of a request; the timeout header applies if neither query nor body has a timeout.</summary>
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

    /// <summary>Reads all parameters and collects every invalid one in <paramref name="errors"/> under its name.</summary>
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
            errors["format"] = ["with batch=true only json is supported"];
        }

        return parameters;
    }

    /// <summary>The parameters of a task.</summary>
    public static IReadOnlyList<DetectParameter> For(ModelTask task) => ByTask[task];

    /// <summary>True if the query has <c>batch=true</c>. An invalid value counts as false here and is refused when all parameters are read.</summary>
    public static bool IsBatch(IQueryCollection query) => bool.TryParse(query[BatchName], out var batch) && batch;

    /// <summary>True if any task has a parameter of this name.</summary>
    public static bool IsKnown(string name) => MetadataParameter.Is(name) || Array.Exists(Table, parameter => parameter.Name == name);

    private void Set(ModelTask task, string name, string value, Dictionary<string, string[]> errors)
    {
        if (MetadataParameter.Is(name))
        {
            MetadataParameter.Add(Metadata, name, value, errors);
            return;
        }

        foreach (var parameter in ByTask[task])
        {
            if (parameter.Name == name)
            {
                parameter.Read!(this, value, errors);
                return;
            }
        }

        errors[name] = [$"unknown parameter; the parameters are {string.Join(", ", For(task).Select(known => known.Name))}"];
    }

    private static bool HasBoxes(ModelTask task) => task != ModelTask.Classify;

    private static bool IsClassify(ModelTask task) => task == ModelTask.Classify;

    private static bool HasMasks(ModelTask task) => task == ModelTask.Segment;

    private static void ReadConfidence(DetectParameters parameters, string value, Dictionary<string, string[]> errors) =>
        parameters.Confidence = Fraction("confidence", value, errors);

    private static void ReadBackground(DetectParameters parameters, string value, Dictionary<string, string[]> errors)
    {
        if (!Colour.TryParse(value, out var background))
        {
            errors["background"] = [$"'{value}' is not white, black, or a colour such as #ff8000 (%23ff8000 in a URL) or ff8000"];
        }

        parameters.Conversion = parameters.Conversion with { Background = background };
    }

    private static void ReadScale(DetectParameters parameters, string value, Dictionary<string, string[]> errors)
    {
        if (value is not ("depth" or "range"))
        {
            errors["scale"] = [$"'{value}' is not depth or range"];
        }

        parameters.Conversion = parameters.Conversion with { Scale = value == "range" ? ValueScale.Range : ValueScale.Depth };
    }

    private static void ReadSource(DetectParameters parameters, string value, Dictionary<string, string[]> errors)
    {
        if (!PredictionText.IsName(value))
        {
            errors["source"] = [PredictionText.NameRule];
        }

        parameters.Source = value;
    }

    private static void ReadFormat(DetectParameters parameters, string value, Dictionary<string, string[]> errors)
    {
        if (value is not ("json" or "image"))
        {
            errors["format"] = [$"'{value}' is not json or image"];
        }

        parameters.AsImage = value == "image";
    }

    private static void ReadBatch(DetectParameters parameters, string value, Dictionary<string, string[]> errors)
    {
        if (!bool.TryParse(value, out var batch))
        {
            errors[BatchName] = [$"'{value}' is not true or false"];
        }

        parameters.Batch = batch;
    }

    private static T Choice<T>(string name, string value, Dictionary<string, string[]> errors)
        where T : struct, Enum
    {
        if (!Enum.TryParse<T>(value, ignoreCase: true, out var choice) || int.TryParse(value, out _))
        {
            errors[name] = [$"'{value}' is not one of {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}"];
        }

        return choice;
    }

    private static int Count(string name, string value, Dictionary<string, string[]> errors, int max = 10_000)
    {
        if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count < 1 || count > max)
        {
            errors[name] = [$"'{value}' is not a whole number from 1 to {max}"];
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

/// <summary>A parameter of the image tasks.</summary>
/// <param name="Name">The name in query, form and JSON.</param>
/// <param name="Type">The JSON schema type.</param>
/// <param name="Description">The description in the OpenAPI document.</param>
/// <param name="Read">Reads a value, or adds an error under the name; null for metadata, whose entries are parameters too.</param>
internal sealed record DetectParameter(string Name, string Type, string Description, Action<DetectParameters, string, Dictionary<string, string[]>>? Read)
{
    /// <summary>True for the tasks that have the parameter.</summary>
    public Func<ModelTask, bool> Tasks { get; init; } = static _ => true;

    /// <summary>All valid values; empty if not enumerable.</summary>
    public string[] Values { get; init; } = [];
}
