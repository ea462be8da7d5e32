namespace VisionSystem.Tests;

/// <summary>A temporary folder for one test, deleted with its content on disposal.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private const int MaxAttempts = 20;

    public TemporaryFolder()
    {
        if (!OperatingSystem.IsWindows())
        {
            // Servers run as another user if the tests run as root, and have to reach their data below this folder.
            File.SetUnixFileMode(Path, File.GetUnixFileMode(Path) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("vision-tests-").FullName;

    public IReadOnlyList<string> Files(string pattern = "*") =>
        Directory.Exists(Path) ? Directory.GetFiles(Path, pattern, SearchOption.AllDirectories) : [];

    public void Dispose()
    {
        // A WebApplicationFactory disposes its services more than once.
        for (var attempt = 1; Directory.Exists(Path); attempt++)
        {
            try
            {
                Directory.Delete(Path, recursive: true);
            }
            catch (IOException) when (attempt < MaxAttempts)
            {
                // A component that is shutting down created a file after the folder was listed.
            }
        }
    }
}
