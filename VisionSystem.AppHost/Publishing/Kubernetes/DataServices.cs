namespace VisionSystem.AppHost.Publishing.Kubernetes;

/// <summary>The servers that the services need.</summary>
internal static class DataServices
{
    private const long Debian = 999;
    private const long Any = 1000;

    /// <summary>The user of a server's image: PostgreSQL's and Redis' images make one with this id, MinIO runs as any.</summary>
    public static long UserOf(string name) => name is "postgres" or "redis" ? Debian : Any;
}
