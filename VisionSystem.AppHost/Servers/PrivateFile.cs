using System.Security.Cryptography;

namespace VisionSystem.AppHost.Servers;

/// <summary>Files that only their owner reads.</summary>
internal static class PrivateFile
{
    private const int SecretLength = 40;

    public static void Write(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var writer = new StreamWriter(path, options);
        writer.Write(content);
    }

    /// <summary>A secret made on first use, and kept beside the data that it opens: whoever moves the one moves the other.</summary>
    public static string Secret(string path)
    {
        if (!File.Exists(path))
        {
            Write(path, RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", SecretLength));
        }

        return File.ReadAllText(path);
    }
}
