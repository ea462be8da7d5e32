namespace VisionSystem.Vision.Models;

/// <summary>
/// Finds model files by name in the configured folder, or the bundled demo model where no folder is configured. A model is
/// <c>NAME.onnx</c>, or a folder <c>NAME/VERSION/model.onnx</c> with any text as its version. <c>NAME</c> refers to the
/// highest version (see <see cref="VersionOrder"/>), <c>NAME/VERSION</c> to a specific one; where both forms exist,
/// <c>NAME</c> refers to <c>NAME.onnx</c>. Unreadable folders are skipped.
/// </summary>
internal sealed class ModelFiles(ModelOptions options)
{
    private const string Extension = ".onnx";

    private readonly bool _single = options.Path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase);

    /// <summary>The model folder.</summary>
    public string Folder { get; } = Path.GetFullPath(options.Path switch
    {
        "" => Path.Combine(AppContext.BaseDirectory, "models"),
        var file when file.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) => Path.GetDirectoryName(Path.GetFullPath(file))!,
        var folder => folder,
    });

    /// <summary>Returns the names of all models in the folder, sorted.</summary>
    public IReadOnlyList<string> Names()
    {
        var files = List(Folder, static folder => Directory.GetFiles(folder, "*" + Extension)).Select(file => Path.GetFileNameWithoutExtension(file));
        var folders = List(Folder, Directory.GetDirectories).Select(folder => Path.GetFileName(folder)).Where(name => Versions(name).Count > 0);
        return [.. files.Union(folders, StringComparer.Ordinal).Where(IsPlain).Order(StringComparer.Ordinal)];
    }

    /// <summary>Returns the versions of a model stored as a folder, lowest first; empty for a model stored as a file.</summary>
    public IReadOnlyList<string> Versions(string name) => !IsPlain(name)
        ? []
        : [.. List(Path.Combine(Folder, name), Directory.GetDirectories)
            .Where(folder => ModelVersion.IsName(Path.GetFileName(folder)) && File.Exists(Path.Combine(folder, ModelVersion.File)))
            .Select(folder => Path.GetFileName(folder))
            .Order(VersionOrder.Instance)];

    /// <summary>Returns the unreadable folders among the model folder and its subfolders.</summary>
    public IReadOnlyList<string> Unreadable() =>
        [.. List(Folder, Directory.GetDirectories).Prepend(Folder).Where(IsUnreadable)];

    /// <summary>Returns the model that serves requests without a model name.</summary>
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

    /// <summary>Removes the extension: <c>yolov8n.pt</c>, <c>yolov8n.onnx</c> and <c>yolov8n</c> all refer to <c>yolov8n</c>.</summary>
    public static string Stem(string name) =>
        Path.GetExtension(name).ToLowerInvariant() is ".pt" or Extension ? Path.GetFileNameWithoutExtension(name) : name;

    /// <summary>Returns the <c>NAME</c> of <c>NAME/VERSION</c>.</summary>
    public static string NameOf(string name) => name.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0 ? name[..slash] : name;

    /// <summary>Returns the file of a model, or null.</summary>
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
            return ModelVersion.IsName(version) ? IfExists(Path.Combine(Folder, model, version, ModelVersion.File)) : null;
        }

        return IfExists(Path.Combine(Folder, model + Extension))
            ?? (Versions(model) is [.., var highest] ? IfExists(Path.Combine(Folder, model, highest, ModelVersion.File)) : null);
    }

    /// <summary>Returns the file of a model.</summary>
    /// <exception cref="ModelException"><see cref="ModelFault.NotFound"/>: the message explains what to do.</exception>
    public string Find(string name) => TryFind(name) ?? throw new ModelException(ModelFault.NotFound, ExplainMissing(name));

    /// <summary>Removes the model folder's path on this machine from a text, for clients.</summary>
    public string WithoutFolder(string text) => Path.GetPathRoot(Folder) == Folder
        ? text
        : text.Replace(Folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal).Replace(Folder, "the model folder", StringComparison.Ordinal);

    /// <summary>Explains that a model is missing and which models exist.</summary>
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
            return $"No model '{stem}': {(folder == Folder ? "the model folder (CV_MODEL_PATH)" : $"its folder '{stem}'")} cannot be read; give the service's user read access.";
        }

        var known = Names();
        var hint = File.Exists(Path.Combine(Folder, stem + ".pt"))
            ? $" '{stem}.pt' exists: export it with `yolo export model={stem}.pt format=onnx` and put {stem}{Extension} beside it."
            : known.Count == 0 ? " The folder contains no model."
            : $" Available: {string.Join(", ", known.Take(20))}; CV_YOLO_MODEL sets the model for requests without a model name.";
        return $"No model '{stem}': the model folder (CV_MODEL_PATH) contains neither {stem}{Extension} nor {stem}/VERSION/{ModelVersion.File}.{hint}";
    }

    private static bool IsUnreadable(string folder) =>
        Directory.Exists(folder) && !TryList(folder, static folder => [.. Directory.EnumerateFileSystemEntries(folder).Take(1)], out _);

    private static string? IfExists(string file) => File.Exists(file) ? file : null;

    private static string[] List(string folder, Func<string, string[]> list) => Directory.Exists(folder) && TryList(folder, list, out var found) ? found : [];

    /// <summary>Returns false for a folder that may not be read or is being removed.</summary>
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
