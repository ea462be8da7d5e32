namespace VisionSystem.AppHost;

/// <summary>
/// MinIO as the object store. Its images are no longer made, so image and tag can be changed for those of a store that is
/// started in the same way.
/// </summary>
/// <param name="Server">The container.</param>
/// <param name="User">The access key.</param>
/// <param name="Password">Its secret.</param>
internal sealed record Minio(
    IResourceBuilder<ContainerResource> Server, IResourceBuilder<ParameterResource> User, IResourceBuilder<ParameterResource> Password);

internal static class MinioExtensions
{
    private const string Bucket = "vision-images";
    private const int ApiPort = 9000;
    private const int ConsolePort = 9001;

    public static Minio AddMinio(this IDistributedApplicationBuilder builder, string name, string image, string tag)
    {
        var user = builder.AddParameter($"{name}-user", "vision", publishValueAsDefault: true);
        var password = builder.AddParameter(
            $"{name}-password", new GenerateParameterDefault { MinLength = 22, Special = false }, secret: true, persist: true);
        var server = builder.AddContainer(name, image, tag)
            .WithArgs("server", "/data", "--console-address", $":{ConsolePort}")
            .WithHttpEndpoint(targetPort: ApiPort, name: "http")
            .WithHttpEndpoint(targetPort: ConsolePort, name: "console")
            .WithUrlForEndpoint("console", link => link.DisplayText = "MinIO console")
            .WithEnvironment("MINIO_ROOT_USER", user)
            .WithEnvironment("MINIO_ROOT_PASSWORD", password)
            .WithVolume("minio-data", "/data")
            .WithHttpHealthCheck("/minio/health/live", endpointName: "http");
        return new(server, user, password);
    }

    /// <summary>Has a service keep photos in a bucket there, which it makes when it starts.</summary>
    public static IResourceBuilder<ProjectResource> WithPhotosIn(this IResourceBuilder<ProjectResource> service, Minio minio) => service
        .WithEnvironment("CV_STORAGE_BACKEND", "s3")
        .WithEnvironment("CV_S3_BUCKET", Bucket)
        .WithEnvironment("CV_S3_CREATE_BUCKET", "true")
        .WithEnvironment("CV_S3_ENDPOINT_URL", minio.Server.GetEndpoint("http"))
        .WithEnvironment("CV_S3_ACCESS_KEY_ID", minio.User)
        .WithEnvironment("CV_S3_SECRET_ACCESS_KEY", minio.Password)
        .WaitFor(minio.Server);
}
