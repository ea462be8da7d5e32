using VisionSystem.AppHost.Publishing;

namespace VisionSystem.AppHost.Servers;

/// <summary>PostgreSQL, Redis and MinIO in containers, on this machine or in a cluster.</summary>
internal static class ContainerServers
{
    private const int MinioPort = 9000;
    private const int MinioConsolePort = 9001;

    public static DataServers Add(IDistributedApplicationBuilder builder, AppHostOptions options) => Add(builder, options.MinioImage, options.MinioTag);

    /// <summary>Returns the full names of the images, read from a separate app model that never runs.</summary>
    public static IEnumerable<string> Images(string minioImage, string minioTag)
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { DisableDashboard = true, AllowUnsecuredTransport = true });
        Add(builder, minioImage, minioTag);
        return builder.Resources.Select(resource => resource.TryGetContainerImageName(out var image) ? image : null).OfType<string>();
    }

    private static DataServers Add(IDistributedApplicationBuilder builder, string minioImage, string minioTag) => new(
        builder.AddPostgres(DataServers.Postgres).WithDataVolume(builder.PublishedName("postgres-data")).AddDatabase(DataServers.VisionLogs, DataServers.DatabaseName),
        builder.AddRedis(DataServers.Redis),
        AddMinio(builder, DataServers.Minio, minioImage, minioTag));

    /// <summary>MinIO publishes no further images, so image and tag are configurable: any store with the same command line can replace it.</summary>
    private static ObjectStore AddMinio(IDistributedApplicationBuilder builder, string name, string image, string tag)
    {
        var user = builder.AddParameter($"{name}-user", "vision", publishValueAsDefault: true);
        var password = builder.AddParameter(
            $"{name}-password", new GenerateParameterDefault { MinLength = 22, Special = false }, secret: true, persist: true);
        var server = builder.AddContainer(name, image, tag)
            .WithArgs("server", "/data", "--console-address", $":{MinioConsolePort}")
            .WithHttpEndpoint(targetPort: MinioPort, name: "http")
            .WithHttpEndpoint(targetPort: MinioConsolePort, name: "console")
            .WithUrlForEndpoint("console", link => link.DisplayText = "MinIO console")
            .WithEnvironment("MINIO_ROOT_USER", user)
            .WithEnvironment("MINIO_ROOT_PASSWORD", password)
            .WithVolume("minio-data", "/data")
            .WithHttpHealthCheck("/minio/health/live", endpointName: "http");
        return new(server, user, password);
    }
}
