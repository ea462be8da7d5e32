using System.Security.Cryptography;

namespace VisionSystem.AppHost.Servers;

/// <summary>Files that only their owner can read.</summary>
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

    /// <summary>Returns the secret in a file, which the first call creates. The file lies beside the data that it protects, so that both move together.</summary>
    public static string ReadOrCreateSecret(string path)
    {
        if (!File.Exists(path))
        {
            Write(path, RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", SecretLength));
        }

        return File.ReadAllText(path);
    }
}
