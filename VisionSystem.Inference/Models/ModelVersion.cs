using System.Globalization;

namespace VisionSystem.Inference.Models;

/// <summary>Versions of models: folders named by whole numbers, and the text by which an answer names the file that made it.</summary>
internal static class ModelVersion
{
    private const int HashDigits = 8;

    /// <summary>Reads a version's folder name: digits only, without leading zeros, so that each number has one name.</summary>
    public static bool TryParse(string? folder, out long number) =>
        long.TryParse(folder, NumberStyles.None, CultureInfo.InvariantCulture, out number) && Folder(number) == folder;

    public static string Folder(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// What answers carry: the version folder, else the metadata's version, then <c>+</c> and the first 8 hex digits of the
    /// file's SHA-256, since two files may state the same version. Without a stated version the first 12 digits alone.
    /// </summary>
    public static string Of(string file, string? stated, string sha256)
    {
        var folder = Path.GetFileName(Path.GetDirectoryName(file));
        var version = Path.GetFileName(file) == "model.onnx" && TryParse(folder, out _) ? folder : stated?.Trim();
        return string.IsNullOrEmpty(version) ? sha256[..12] : $"{version[..Math.Min(version.Length, 40)]}+{sha256[..HashDigits]}";
    }
}
