using System.Text;
using VisionSystem.Inference.Diagnostics;
using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Inference.Requests;

/// <summary>The fields of a form or of a JSON object: images under <c>image</c>, all others are parameters.</summary>
/// <param name="container">The format of the body, for problem details: <c>multipart body</c>.</param>
/// <param name="unit">The term for a field in this format: <c>part</c>.</param>
internal sealed class UploadFields(string container, string unit)
{
    public const string Image = "image";

    /// <summary>The field or query parameter with the URL of an image.</summary>
    public const string ImageUrl = "image_url";

    /// <summary>Maximum bytes of a parameter.</summary>
    public const int MaxTextBytes = 8 * 1024;

    /// <summary>Maximum number of fields, not counting further images.</summary>
    public const int MaxFields = 32;

    private const int MaxShownName = 64;

    /// <summary>More than any configuration permits; further ones are not stored.</summary>
    private const int MaxUrls = 1001;

    private readonly Dictionary<string, string> _form = new(StringComparer.Ordinal);
    private readonly List<string> _files = [];
    private List<string>? _urls;

    public IReadOnlyDictionary<string, string> Form => _form;

    /// <summary>The URLs of images, in order.</summary>
    public IReadOnlyList<string> Urls => _urls ?? [];

    /// <summary>Adds a parameter. Repeated parameters form a list, as in a query.</summary>
    public void Add(string name, string value) => _form[name] = _form.TryGetValue(name, out var before) ? $"{before},{value}" : value;

    /// <summary>Adds the URL of an image.</summary>
    public void AddUrl(string url)
    {
        _urls ??= [];
        if (_urls.Count < MaxUrls)
        {
            _urls.Add(url);
        }
    }

    /// <summary>Notes the name of a file that is not an image.</summary>
    public void AddFile(string name) => _files.Add(name);

    /// <summary>The problem of the fields together; null without one.</summary>
    /// <param name="images">Number of images among the fields.</param>
    public ProblemResult? Refuse(int images) =>
        images == 0 && Urls.Count == 0 ? InferenceProblems.ImageMissing.Result($"The {container} has no {unit} named '{Image}'; {Names()}. {ImageUpload.Accepted}")
        : _files.Count > 0 ? Problems.MalformedBody.Result(
            $"The {container} has files that are not named '{Image}': {List(_files)}. Send images in parts named '{Image}' (several with batch=true), parameters in parts without a file name.")
        : images > 0 && Urls.Count > 0 ? BothForms()
        : null;

    /// <summary>The problem of a request with images and URLs: their order would be undefined.</summary>
    public static ProblemResult BothForms() => Problems.InvalidParameters.Result(
        $"The request has images and '{ImageUrl}'. Send one of the two.",
        new Dictionary<string, string[]> { [ImageUrl] = ["not together with an image"] });

    public ProblemResult TooManyFields() => Problems.MalformedBody.Result(
        $"The {container} has more than {MaxFields} {unit}s, not counting further images. {ImageUpload.Accepted}");

    public ProblemResult TooLong(string name) => Problems.MalformedBody.Result(
        $"'{Truncate(name)}' in the {container} has more than {MaxTextBytes} bytes. {ImageUpload.Accepted}");

    /// <summary>The name of a field, truncated for a sentence.</summary>
    public static string Truncate(string name) => name.Length <= MaxShownName ? name : name[..MaxShownName] + "…";

    /// <summary>Decodes UTF-8.</summary>
    public static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    private static string List(IEnumerable<string> names) => string.Join(", ", names.Take(MaxFields).Select(name => $"'{Truncate(name)}'"));

    private string Names() => (_files.Count, _form.Count) switch
    {
        (0, 0) => "it is empty",
        (0, _) => $"it has {List(_form.Keys)}",
        (_, 0) => $"it has the files {List(_files)}: name the {unit} '{Image}'",
        _ => $"it has the files {List(_files)}, and {List(_form.Keys)}: name the {unit} '{Image}'",
    };
}
