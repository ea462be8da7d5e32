namespace VisionSystem.Cli.Processes;

/// <summary>Finds installed programs.</summary>
internal static class InstalledPrograms
{
    /// <summary>Debian installs PostgreSQL's programs outside the search path, in one folder for each version.</summary>
    private const string DebianPostgres = "/usr/lib/postgresql";

    private static string[] SearchPath => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);

    /// <summary>Returns the path of a program; null if it is not installed.</summary>
    public static string? Find(string name) =>
        SearchPath.SelectMany(folder => new[] { Path.Combine(folder, name), Path.Combine(folder, name + ".exe") }).FirstOrDefault(File.Exists);

    /// <summary>Returns the folder of <c>initdb</c>, <c>pg_ctl</c> and <c>postgres</c> of the newest PostgreSQL; null if it is not installed.</summary>
    public static string? FindPostgres()
    {
        var debian = Directory.Exists(DebianPostgres)
            ? Directory.GetDirectories(DebianPostgres).OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), out var version) ? version : 0)
                .Select(version => Path.Combine(version, "bin"))
            : [];
        return debian.Concat(SearchPath).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")));
    }
}
