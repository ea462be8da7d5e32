using System.Text;
using VisionSystem.Inference.Diagnostics;
using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Inference.Requests;

/// <summary>The fields of a form or of a JSON object: images under <c>image</c>, all others parameters.</summary>
/// <param name="container">What the fields stand in, for people: <c>multipart body</c>.</param>
/// <param name="unit">What a field is called there: <c>part</c>.</param>
internal sealed class UploadFields(string container, string unit)
{
    public const string Image = "image";

    /// <summary>The most bytes that a parameter may have.</summary>
    public const int MostTextBytes = 8 * 1024;

    /// <summary>The most fields, further images aside.</summary>
    public const int MostFields = 32;

    private const int LongestShownName = 64;

    private readonly Dictionary<string, string> _form = new(StringComparer.Ordinal);
    private readonly List<string> _files = [];

    public IReadOnlyDictionary<string, string> Form => _form;

    /// <summary>Adds a parameter; one that comes again is a list, as in a query.</summary>
    public void Add(string name, string value) => _form[name] = _form.TryGetValue(name, out var before) ? $"{before},{value}" : value;

    /// <summary>Notes a file that is no image by its name.</summary>
    public void AddFile(string name) => _files.Add(name);

    /// <summary>What is wrong with the fields as a whole, given the number of images among them.</summary>
    public ProblemResult? Refuse(int images) =>
        images == 0 ? InferenceProblems.ImageMissing.Result($"The {container} has no {unit} named '{Image}'; {Names()}. {ImageUpload.Accepted}")
        : _files.Count > 0 ? Problems.MalformedBody.Result(
            $"The {container} has other files than '{Image}': {List(_files)}. Images go in parts named '{Image}' (several with batch=true), parameters in parts without a file name.")
        : null;

    public ProblemResult TooManyFields() => Problems.MalformedBody.Result(
        $"The {container} has more than {MostFields} {unit}s beside further images. {ImageUpload.Accepted}");

    public ProblemResult TooLong(string name) => Problems.MalformedBody.Result(
        $"'{Shown(name)}' in the {container} has more than {MostTextBytes} bytes. A parameter is shorter, and a photo goes under '{Image}'. {ImageUpload.Accepted}");

    /// <summary>A client's name for a field, cut to a length that a sentence bears.</summary>
    public static string Shown(string name) => name.Length <= LongestShownName ? name : name[..LongestShownName] + "…";

    /// <summary>Text that was sent in UTF-8.</summary>
    public static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    private static string List(IEnumerable<string> names) => string.Join(", ", names.Take(MostFields).Select(name => $"'{Shown(name)}'"));

    private string Names() => (_files.Count, _form.Count) switch
    {
        (0, 0) => "it is empty",
        (0, _) => $"it has {List(_form.Keys)}",
        (_, 0) => $"it has the files {List(_files)}: name the {unit} '{Image}'",
        _ => $"it has the files {List(_files)}, and {List(_form.Keys)}: name the {unit} '{Image}'",
    };
}
