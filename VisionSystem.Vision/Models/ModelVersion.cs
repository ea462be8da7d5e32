using VisionSystem.Contracts;

namespace VisionSystem.Vision.Models;

/// <summary>Versions of models: folders with any text for a name, and the text by which an answer names the file that made it.</summary>
internal static class ModelVersion
{
    /// <summary>The model's file in a version folder.</summary>
    public const string File = "model.onnx";

    private const int HashDigits = 8;
    private const int NoVersionDigits = 12;
    private const int MostStated = 40;

    /// <summary>Whether a folder of that name may be a version: one folder, and none that is hidden.</summary>
    public static bool IsName(string version) => version is not "" && version[0] != '.' && version.AsSpan().IndexOfAny("/\\\0") < 0;

    /// <summary>
    /// What answers carry: the version folder, else the metadata's version, then <c>+</c> and the first 8 hex digits of the
    /// SHA-256, since two files may state the same version. Without a stated version the first 12 digits alone.
    /// </summary>
    /// <param name="name">The model's name, without a version.</param>
    /// <param name="file">Its file.</param>
    /// <param name="stated">What the metadata say.</param>
    /// <param name="sha256">Of all its files.</param>
    public static string Of(string name, string file, string? stated, string sha256)
    {
        var version = FolderOf(name, file) ?? stated?.Trim();
        return PredictionText.IsName(version) ? $"{PredictionText.Cut(version, MostStated)}+{sha256[..HashDigits]}" : sha256[..NoVersionDigits];
    }

    /// <summary>The name of a model by its file alone: <c>NAME</c> of <c>NAME.onnx</c> and of <c>NAME/VERSION/model.onnx</c>.</summary>
    public static string NameOf(string file)
    {
        var version = Path.GetDirectoryName(Path.GetFullPath(file));
        return Path.GetFileName(file) == File && VersionOrder.IsNumbered(Path.GetFileName(version)) && Path.GetFileName(Path.GetDirectoryName(version)) is { Length: > 0 } name
            ? name
            : Path.GetFileNameWithoutExtension(file);
    }

    private static string? FolderOf(string name, string file)
    {
        var folder = Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(file)));

        // A model whose own name is "model" may lie in the model folder itself, whose name is no version.
        return Path.GetFileName(file) == File && (name != Path.GetFileNameWithoutExtension(File) || VersionOrder.IsNumbered(folder)) ? folder : null;
    }
}
