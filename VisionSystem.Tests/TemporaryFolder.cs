namespace VisionSystem.Tests;

/// <summary>A temporary folder for one test, deleted with its content on disposal.</summary>
internal sealed class TemporaryFolder : IDisposable
{
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
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
