using VisionSystem.AppHost.Publishing;

namespace VisionSystem.AppHost.Servers;

/// <summary>The servers that store the shared data of the services. Their names are the same in every topology.</summary>
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
/// <param name="Server">The server, with an endpoint <c>http</c>.</param>
/// <param name="User">The access key.</param>
/// <param name="Password">The secret key.</param>
internal sealed record ObjectStore(
    IResourceBuilder<IResourceWithEndpoints> Server, IResourceBuilder<ParameterResource> User, IResourceBuilder<ParameterResource> Password);

internal static class DataServersExtensions
{
    private const string Bucket = "vision-images";

    /// <summary>Adds the servers of the topology; null for the embedded topology.</summary>
    public static DataServers? AddServers(this IDistributedApplicationBuilder builder, AppHostOptions options) => options.Topology.Topology switch
    {
        Topology.Containers => ContainerServers.Add(builder, options),
        Topology.Local => LocalServers.Add(builder, options),
        _ => null,
    };

    /// <summary>Stores the images of a service in a bucket, which the service creates at startup.</summary>
    public static IResourceBuilder<ProjectResource> WithImageBucket(this IResourceBuilder<ProjectResource> service, ObjectStore store) => service
        .WithEnvironment("CV_STORAGE_BACKEND", "s3")
        .WithEnvironment("CV_S3_BUCKET", Bucket)
        .WithEnvironment("CV_S3_CREATE_BUCKET", "true")
        .WithEnvironment("CV_S3_ENDPOINT_URL", store.Server.GetEndpoint("http"))
        .WithEnvironment("CV_S3_ACCESS_KEY_ID", store.User).WithSecretVariable("CV_S3_ACCESS_KEY_ID")
        .WithEnvironment("CV_S3_SECRET_ACCESS_KEY", store.Password)
        .WaitFor(store.Server);
}
