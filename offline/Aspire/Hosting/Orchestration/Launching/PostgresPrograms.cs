namespace Aspire.Hosting.Orchestration.Launching;

/// <summary>Where PostgreSQL's programs are: Debian keeps them out of the search path.</summary>
internal static class PostgresPrograms
{
    private static readonly string? Folder = Find();

    /// <exception cref="DistributedApplicationException">PostgreSQL is not installed.</exception>
    public static string Path(string name) => Folder is null
        ? throw new DistributedApplicationException("PostgreSQL is not installed (Debian's package postgresql), or take --topology embedded.")
        : System.IO.Path.Combine(Folder, name);

    private static string? Find()
    {
        const string Debian = "/usr/lib/postgresql";
        var versions = Directory.Exists(Debian) ? Directory.GetDirectories(Debian).OrderDescending(StringComparer.Ordinal).Select(version => System.IO.Path.Combine(version, "bin")) : [];
        return versions.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator))
            .FirstOrDefault(folder => File.Exists(System.IO.Path.Combine(folder, "initdb")) && File.Exists(System.IO.Path.Combine(folder, "postgres")));
    }
}
