namespace VisionSystem.Inference.Models;

/// <summary>
/// Finds model files by name in the configured folder; without one, the demo model that ships with the service. A model is
/// <c>NAME.onnx</c>, or a folder <c>NAME/VERSION/model.onnx</c> with whole numbers for versions, of which <c>NAME</c> means
/// the highest and <c>NAME/VERSION</c> a certain one. Where there are both, <c>NAME.onnx</c> is <c>NAME</c>.
/// </summary>
internal sealed class ModelFiles(ModelOptions options)
{
    private const string Extension = ".onnx";
    private const string VersionFile = "model" + Extension;

    private readonly bool _single = options.Path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase);

    /// <summary>The folder that is searched.</summary>
    public string Folder { get; } = Path.GetFullPath(options.Path switch
    {
        "" => Path.Combine(AppContext.BaseDirectory, "models"),
        var file when file.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) => Path.GetDirectoryName(Path.GetFullPath(file))!,
        var folder => folder,
    });

    /// <summary>Names of all models in the folder, in order.</summary>
    public IReadOnlyList<string> Names()
    {
        if (!Directory.Exists(Folder))
        {
            return [];
        }

        var files = Directory.EnumerateFiles(Folder, "*" + Extension).Select(file => Path.GetFileNameWithoutExtension(file)!);
        var folders = Directory.EnumerateDirectories(Folder).Select(folder => Path.GetFileName(folder)!).Where(name => Versions(name).Count > 0);
        return [.. files.Union(folders, StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <summary>The versions of a model that is a folder, lowest first; empty for one that is a file.</summary>
    public IReadOnlyList<long> Versions(string name)
    {
        var folder = Path.Combine(Folder, name);
        return !IsPlain(name) || !Directory.Exists(folder)
            ? []
            : [.. Directory.EnumerateDirectories(folder)
                .Select(version => ModelVersion.TryParse(Path.GetFileName(version), out var number) && File.Exists(Path.Combine(version, VersionFile)) ? number : -1)
                .Where(number => number >= 0)
                .Order()];
    }

    /// <summary>The name that answers when a request gives none.</summary>
    public string DefaultName()
    {
        if (options.Default is not "")
        {
            return Stem(options.Default);
        }

        if (_single)
        {
            return Path.GetFileNameWithoutExtension(options.Path);
        }

        var names = Names();
        return names.Count == 1 ? names[0] : "demo";
    }

    /// <summary><c>yolov8n.pt</c>, <c>yolov8n.onnx</c> and <c>yolov8n</c> all name <c>yolov8n</c>.</summary>
    public static string Stem(string name) =>
        Path.GetExtension(name).ToLowerInvariant() is ".pt" or Extension ? Path.GetFileNameWithoutExtension(name) : name;

    /// <summary>The <c>NAME</c> of <c>NAME/VERSION</c>.</summary>
    public static string NameOf(string name) => name.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0 ? name[..slash] : name;

    /// <summary>The file of that model, or null.</summary>
    /// <param name="name"><c>NAME</c> or <c>NAME/VERSION</c>.</param>
    public string? TryFind(string name)
    {
        var stem = Stem(name);
        var slash = stem.IndexOf('/', StringComparison.Ordinal);
        var (model, version) = slash < 0 ? (stem, null) : (stem[..slash], stem[(slash + 1)..]);
        if (!IsPlain(model))
        {
            return null;
        }

        if (version is not null)
        {
            return ModelVersion.TryParse(version, out var number) ? Existing(Path.Combine(Folder, model, ModelVersion.Folder(number), VersionFile)) : null;
        }

        return Existing(Path.Combine(Folder, model + Extension))
            ?? (Versions(model) is [.., var highest] ? Existing(Path.Combine(Folder, model, ModelVersion.Folder(highest), VersionFile)) : null);
    }

    /// <summary>The file of that model.</summary>
    /// <exception cref="ModelException"><see cref="ModelFault.NotFound"/>: with what to do about it.</exception>
    public string Find(string name) => TryFind(name) ?? throw new ModelException(ModelFault.NotFound, NotFound(Stem(name)));

    private string NotFound(string stem)
    {
        if (stem.Split('/') is [var model, _] && Versions(model) is { Count: > 0 } versions)
        {
            return $"No model '{stem}': the versions of '{model}' are {string.Join(", ", versions)}.";
        }

        var known = Names();
        var hint = File.Exists(Path.Combine(Folder, stem + ".pt"))
            ? $" '{stem}.pt' is there: export it with `yolo export model={stem}.pt format=onnx` and put {stem}{Extension} beside it."
            : known.Count == 0 ? $" There is no {Extension} file in {Folder}."
            : $" There are: {string.Join(", ", known.Take(20))}; CV_YOLO_MODEL says which of them answers when none is named.";
        return $"No model '{stem}': {Path.Combine(Folder, stem + Extension)} is missing.{hint}";
    }

    private static string? Existing(string file) => File.Exists(file) ? file : null;

    private static bool IsPlain(string name) => name.AsSpan().IndexOfAny("/\\\0") < 0 && name is not ("" or "." or "..");
}
