using VisionSystem.AppHost.Publishing;

namespace VisionSystem.AppHost.Servers;

/// <summary>The servers that keep what the services share; the same names in every topology that has them.</summary>
/// <param name="Database">The database of logging-service.</param>
/// <param name="Cache">Redis.</param>
/// <param name="Images">The object store.</param>
internal sealed record DataServers(
    IResourceBuilder<IResourceWithConnectionString> Database, IResourceBuilder<IResourceWithConnectionString> Cache, ObjectStore Images)
{
    public const string Postgres = "postgres";
    public const string VisionLogs = "vision-logs";
    public const string DatabaseName = "vision_logs";
    public const string Redis = "redis";
    public const string Minio = "minio";
}

/// <summary>An S3 server.</summary>
/// <param name="Server">The server, which has an endpoint <c>http</c>.</param>
/// <param name="User">The access key.</param>
/// <param name="Password">Its secret.</param>
internal sealed record ObjectStore(
    IResourceBuilder<IResourceWithEndpoints> Server, IResourceBuilder<ParameterResource> User, IResourceBuilder<ParameterResource> Password);

internal static class DataServersExtensions
{
    private const string Bucket = "vision-images";

    /// <summary>The servers of a topology; null where everything is embedded in the services.</summary>
    public static DataServers? AddServers(this IDistributedApplicationBuilder builder, AppHostOptions options) => options.Topology.Topology switch
    {
        Topology.Containers => ContainerServers.Add(builder, options),
        Topology.Local => LocalServers.Add(builder, options),
        _ => null,
    };

    /// <summary>Makes a service keep images in a bucket, which it creates when it starts.</summary>
    public static IResourceBuilder<ProjectResource> WithImagesIn(this IResourceBuilder<ProjectResource> service, ObjectStore store) => service
        .WithEnvironment("CV_STORAGE_BACKEND", "s3")
        .WithEnvironment("CV_S3_BUCKET", Bucket)
        .WithEnvironment("CV_S3_CREATE_BUCKET", "true")
        .WithEnvironment("CV_S3_ENDPOINT_URL", store.Server.GetEndpoint("http"))
        .WithEnvironment("CV_S3_ACCESS_KEY_ID", store.User).WithSecretVariable("CV_S3_ACCESS_KEY_ID")
        .WithEnvironment("CV_S3_SECRET_ACCESS_KEY", store.Password)
        .WaitFor(store.Server);
}
