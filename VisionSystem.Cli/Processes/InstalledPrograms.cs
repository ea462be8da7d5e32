namespace VisionSystem.Cli.Processes;

/// <summary>Programs of this machine.</summary>
internal static class InstalledPrograms
{
    /// <summary>Debian keeps PostgreSQL's programs out of the search path, in a folder for each version.</summary>
    private const string DebianPostgres = "/usr/lib/postgresql";

    private static string[] SearchPath => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);

    /// <summary>The path of a program; null if it is not installed.</summary>
    public static string? Find(string name) =>
        SearchPath.SelectMany(folder => new[] { Path.Combine(folder, name), Path.Combine(folder, name + ".exe") }).FirstOrDefault(File.Exists);

    /// <summary>The folder of PostgreSQL's <c>initdb</c>, <c>pg_ctl</c> and <c>postgres</c>, of the newest version; null if it is not installed.</summary>
    public static string? FindPostgres()
    {
        var debian = Directory.Exists(DebianPostgres)
            ? Directory.GetDirectories(DebianPostgres).OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), out var version) ? version : 0)
                .Select(version => Path.Combine(version, "bin"))
            : [];
        return debian.Concat(SearchPath).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")));
    }
}
