namespace VisionSystem.Bench.Servers;

/// <summary>PostgreSQL as it is installed here; Debian keeps its programs out of the path.</summary>
internal static class PostgresPrograms
{
    /// <summary>The folder of <c>initdb</c>, <c>pg_ctl</c> and <c>postgres</c>, of the newest version; null where it is not installed.</summary>
    public static string? Folder { get; } = Find();

    private static string? Find()
    {
        var debian = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending(StringComparer.Ordinal).Select(version => Path.Combine(version, "bin"))
            : [];
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return debian.Concat(path).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")));
    }
}
