namespace VisionSystem.Tests.Logging;

/// <summary>A folder of its own for one test, gone with all that is in it at the end.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("vision-logging-").FullName;

    public IReadOnlyList<string> Files(string pattern = "*") =>
        Directory.Exists(Path) ? Directory.GetFiles(Path, pattern, SearchOption.AllDirectories) : [];

    public void Dispose()
    {
        // A WebApplicationFactory disposes of what it holds more than once.
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
