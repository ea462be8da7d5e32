namespace VisionSystem.Vision.Models;

/// <summary>
/// Finds model files by name in the configured folder; without one, the demo model that ships with the service. A model is
/// <c>NAME.onnx</c>, or a folder <c>NAME/VERSION/model.onnx</c> with any text for a version, of which <c>NAME</c> means the
/// highest (see <see cref="VersionOrder"/>) and <c>NAME/VERSION</c> a certain one. Where there are both, <c>NAME.onnx</c> is
/// <c>NAME</c>. Folders that cannot be read are passed over.
/// </summary>
internal sealed class ModelFiles(ModelOptions options)
{
    private const string Extension = ".onnx";

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
        var files = Listed(Folder, static folder => Directory.GetFiles(folder, "*" + Extension)).Select(file => Path.GetFileNameWithoutExtension(file));
        var folders = Listed(Folder, Directory.GetDirectories).Select(folder => Path.GetFileName(folder)).Where(name => Versions(name).Count > 0);
        return [.. files.Union(folders, StringComparer.Ordinal).Where(IsPlain).Order(StringComparer.Ordinal)];
    }

    /// <summary>The versions of a model that is a folder, lowest first; empty for one that is a file.</summary>
    public IReadOnlyList<string> Versions(string name) => !IsPlain(name)
        ? []
        : [.. Listed(Path.Combine(Folder, name), Directory.GetDirectories)
            .Where(folder => ModelVersion.IsName(Path.GetFileName(folder)) && File.Exists(Path.Combine(folder, ModelVersion.File)))
            .Select(folder => Path.GetFileName(folder))
            .Order(VersionOrder.Instance)];

    /// <summary>The folders in which models may lie and that cannot be read, the model folder itself among them.</summary>
    public IReadOnlyList<string> Unreadable() =>
        [.. Listed(Folder, Directory.GetDirectories).Prepend(Folder).Where(IsUnreadable)];

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
            return ModelVersion.IsName(version) ? Existing(Path.Combine(Folder, model, version, ModelVersion.File)) : null;
        }

        return Existing(Path.Combine(Folder, model + Extension))
            ?? (Versions(model) is [.., var highest] ? Existing(Path.Combine(Folder, model, highest, ModelVersion.File)) : null);
    }

    /// <summary>The file of that model.</summary>
    /// <exception cref="ModelException"><see cref="ModelFault.NotFound"/>: with what to do about it.</exception>
    public string Find(string name) => TryFind(name) ?? throw new ModelException(ModelFault.NotFound, ExplainMissing(name));

    /// <summary>A text without the place of the model folder on this machine, as clients may read it.</summary>
    public string WithoutFolder(string text) => Path.GetPathRoot(Folder) == Folder
        ? text
        : text.Replace(Folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal).Replace(Folder, "the model folder", StringComparison.Ordinal);

    /// <summary>Why there is no such model, and what there is.</summary>
    public string ExplainMissing(string name)
    {
        var stem = Stem(name);
        if (stem.Split('/') is [var model, _] && Versions(model) is { Count: > 0 } versions)
        {
            return $"No model '{stem}': the versions of '{model}' are {string.Join(", ", versions)}.";
        }

        var folder = IsPlain(stem) && !IsUnreadable(Folder) ? Path.Combine(Folder, stem) : Folder;
        if (IsUnreadable(folder))
        {
            return $"No model '{stem}': {(folder == Folder ? "the model folder (CV_MODEL_PATH)" : $"its folder '{stem}'")} cannot be read; let the service's user read it.";
        }

        var known = Names();
        var hint = File.Exists(Path.Combine(Folder, stem + ".pt"))
            ? $" '{stem}.pt' is there: export it with `yolo export model={stem}.pt format=onnx` and put {stem}{Extension} beside it."
            : known.Count == 0 ? " There is no model in it."
            : $" There are: {string.Join(", ", known.Take(20))}; CV_YOLO_MODEL says which of them answers when none is named.";
        return $"No model '{stem}': there is neither {stem}{Extension} nor {stem}/VERSION/{ModelVersion.File} in the model folder (CV_MODEL_PATH).{hint}";
    }

    private static bool IsUnreadable(string folder) =>
        Directory.Exists(folder) && !TryList(folder, static folder => [.. Directory.EnumerateFileSystemEntries(folder).Take(1)], out _);

    private static string? Existing(string file) => File.Exists(file) ? file : null;

    private static string[] Listed(string folder, Func<string, string[]> list) => Directory.Exists(folder) && TryList(folder, list, out var found) ? found : [];

    /// <summary>False for a folder that may not be read, or is just being removed.</summary>
    private static bool TryList(string folder, Func<string, string[]> list, out string[] found)
    {
        try
        {
            found = list(folder);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            found = [];
            return false;
        }
    }

    private static bool IsPlain(string name) => name.AsSpan().IndexOfAny("/\\\0") < 0 && name is not ("" or "." or "..");
}
