namespace VisionSystem.Tests.Logging;

/// <summary>A temporary folder for one test, deleted with its content on disposal.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("vision-logging-").FullName;

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
