using VisionSystem.Contracts;

namespace VisionSystem.Vision.Models;

/// <summary>Versions of models: the names of version folders, and the version text in responses.</summary>
internal static class ModelVersion
{
    /// <summary>The model's file name in a version folder.</summary>
    public const string File = "model.onnx";

    private const int HashDigits = 8;
    private const int HashOnlyDigits = 12;
    private const int MaxStatedLength = 40;

    /// <summary>True if a folder of that name may be a version: a single path segment that is not hidden.</summary>
    public static bool IsName(string version) => version is not "" && version[0] != '.' && version.AsSpan().IndexOfAny("/\\\0") < 0;

    /// <summary>
    /// Returns the version in responses: the version folder, otherwise the metadata's version, then <c>+</c> and the first 8
    /// hex digits of the SHA-256, because two files may state the same version. Without a stated version, the first 12 digits
    /// alone.
    /// </summary>
    /// <param name="name">The model's name, without a version.</param>
    /// <param name="file">The model's file.</param>
    /// <param name="stated">The version that the metadata state, or null.</param>
    /// <param name="sha256">The SHA-256 of all of the model's files.</param>
    public static string Of(string name, string file, string? stated, string sha256)
    {
        var version = FolderOf(name, file) ?? stated?.Trim();
        return PredictionText.IsName(version) ? $"{PredictionText.Cut(version, MaxStatedLength)}+{sha256[..HashDigits]}" : sha256[..HashOnlyDigits];
    }

    /// <summary>Returns the model's name by its file alone: <c>NAME</c> of <c>NAME.onnx</c> and of <c>NAME/VERSION/model.onnx</c>.</summary>
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

        // A model whose own name is "model" may lie in the model folder itself, whose name is not a version.
        return Path.GetFileName(file) == File && (name != Path.GetFileNameWithoutExtension(File) || VersionOrder.IsNumbered(folder)) ? folder : null;
    }
}
