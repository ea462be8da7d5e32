namespace VisionSystem.AppHost.Servers;

/// <summary>Finds installed programs.</summary>
internal static class InstalledPrograms
{
    /// <summary>Debian installs PostgreSQL's programs outside the search path, in one folder for each version.</summary>
    private const string DebianPostgres = "/usr/lib/postgresql";

    /// <summary>Returns the path of a program; null if it is not installed.</summary>
    public static string? Find(string name) => SearchPath.Select(folder => Path.Combine(folder, Executable(name))).FirstOrDefault(File.Exists);

    /// <summary>Returns the folder of PostgreSQL's programs; null if it is not installed.</summary>
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
