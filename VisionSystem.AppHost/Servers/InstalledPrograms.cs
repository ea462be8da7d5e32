namespace VisionSystem.AppHost.Servers;

/// <summary>Programs of this machine that the AppHost starts.</summary>
internal static class InstalledPrograms
{
    /// <summary>Debian keeps PostgreSQL's programs out of the search path, in a folder for each version.</summary>
    private const string DebianPostgres = "/usr/lib/postgresql";

    /// <summary>The path of a program; null if it is not installed.</summary>
    public static string? Find(string name) => SearchPath.Select(folder => Path.Combine(folder, Executable(name))).FirstOrDefault(File.Exists);

    /// <summary>The folder of PostgreSQL's programs; null if it is not installed.</summary>
    public static string? FindPostgres() => DebianVersions.Concat(SearchPath).FirstOrDefault(folder =>
        File.Exists(Path.Combine(folder, Executable("initdb"))) && File.Exists(Path.Combine(folder, Executable("postgres"))));

    private static string[] SearchPath => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);

    private static IEnumerable<string> DebianVersions => Directory.Exists(DebianPostgres)
        ? Directory.GetDirectories(DebianPostgres)
            .OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), out var version) ? version : 0)
            .Select(folder => Path.Combine(folder, "bin"))
        : [];

    private static string Executable(string name) => OperatingSystem.IsWindows() ? name + ".exe" : name;
}
