namespace VisionSystem.Tests.Servers;

/// <summary>Programs that some tests use and that a machine may lack; those tests are skipped then, and say so.</summary>
internal static class TestTools
{
    /// <summary>The path of a program of the system.</summary>
    public static string? Program(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, name))
        .FirstOrDefault(File.Exists);

    /// <summary>A file of a package that <c>./vision test</c> fetches into <c>.vision/test-tools</c>.</summary>
    public static string? Package(string relative)
    {
        for (var above = new DirectoryInfo(AppContext.BaseDirectory); above is not null; above = above.Parent)
        {
            var path = Path.Combine(above.FullName, ".vision", "test-tools", "node_modules", relative);
            if (File.Exists(path))
            {
                return path;
            }
        }
        return null;
    }
}
