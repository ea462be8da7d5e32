namespace VisionSystem.ServiceDefaults.Configuration;

/// <summary>
/// Reads <c>MODEL_PATH</c> of the guide, which names a model file with or without its folder, or only a folder.
/// </summary>
internal static class ModelPath
{
    /// <summary>The folder part, or null when there is none.</summary>
    public static string? Folder(string value)
    {
        var folder = IsModelFile(value) ? Path.GetDirectoryName(value) : value;
        return string.IsNullOrEmpty(folder) ? null : folder;
    }

    /// <summary>The file's name, or null when only a folder is named.</summary>
    public static string? File(string value) => IsModelFile(value) ? Path.GetFileName(value) : null;

    private static bool IsModelFile(string value) => Path.GetExtension(value).ToUpperInvariant() is ".ONNX" or ".PT";
}
