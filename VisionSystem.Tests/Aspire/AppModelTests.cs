using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace VisionSystem.Tests.Aspire;

/// <summary>What the AppHost describes, without starting it.</summary>
public sealed class AppModelTests
{
    [Fact]
    public async Task Names_both_services_and_listens_on_the_loopback_address_alone()
    {
        await using var builder = await BuilderAsync();
        Assert.Equal(
            [("logging-service", 8001, "127.0.0.1", false), ("yolo-inference", 8000, "127.0.0.1", true)],
            builder.Resources.OfType<ProjectResource>()
                .Select(project => (project.Name, Endpoint: project.Annotations.OfType<EndpointAnnotation>().Single()))
                .Select(found => (found.Name, found.Endpoint.Port!.Value, found.Endpoint.TargetHost, found.Endpoint.IsExternal)).Order());
    }

    [Fact]
    public async Task Listens_where_it_is_told_to_with_the_public_service_only()
    {
        await using var builder = await BuilderAsync("--listen", "0.0.0.0", "--api-port", "18000", "--logging-port", "18001");
        Assert.Equal(("0.0.0.0", 18000), Http(builder, "yolo-inference"));
        Assert.Equal(("127.0.0.1", 18001), Http(builder, "logging-service"));
    }

    [Fact]
    public async Task Starts_inference_after_the_service_that_keeps_its_predictions()
    {
        await using var builder = await BuilderAsync();
        Assert.Equal("logging-service", Project(builder, "yolo-inference").Annotations.OfType<WaitAnnotation>().Single().Resource.Name);
    }

    [Fact]
    public async Task Starts_the_servers_before_the_services_that_use_them()
    {
        await using var builder = await BuilderAsync("--topology", "containers");
        Assert.Subset(Waits(builder, "logging-service"), new HashSet<string> { "minio", "redis", "vision-logs" });
        Assert.Subset(Waits(builder, "yolo-inference"), new HashSet<string> { "logging-service", "redis" });
    }

    [Fact]
    public async Task Has_no_servers_where_everything_is_embedded()
    {
        await using var builder = await BuilderAsync();
        Assert.Empty(builder.Resources.OfType<ContainerResource>());
    }

    [Fact]
    public async Task Gives_the_services_connections_and_secrets_that_are_not_written_down()
    {
        await using var builder = await BuilderAsync("--topology", "containers");
        var logging = await VariablesAsync(builder, "logging-service");
        var inference = await VariablesAsync(builder, "yolo-inference");

        Assert.Equal("vision-logs", Assert.IsType<ConnectionStringReference>(logging["ConnectionStrings__vision-logs"]).Resource.Name);
        Assert.Equal("redis", Assert.IsType<ConnectionStringReference>(logging["ConnectionStrings__redis"]).Resource.Name);
        Assert.Equal("redis", Assert.IsType<ConnectionStringReference>(inference["ConnectionStrings__redis"]).Resource.Name);
        Assert.Equal("minio", Assert.IsType<EndpointReference>(logging["CV_S3_ENDPOINT_URL"]).Resource.Name);
        Assert.True(Assert.IsType<ParameterResource>(logging["CV_S3_SECRET_ACCESS_KEY"]).Secret);
        Assert.All(["postgres-password", "redis-password", "minio-password"], name =>
            Assert.True(builder.Resources.OfType<ParameterResource>().Single(parameter => parameter.Name == name).Secret));
    }

    [Fact]
    public async Task Takes_the_object_store_that_it_is_told_to_take()
    {
        await using var builder = await BuilderAsync("--topology", "containers", "--minio-image", "registry.example/store", "--minio-tag", "7", "--replicas", "3");
        var image = builder.Resources.Single(resource => resource.Name == "minio").Annotations.OfType<ContainerImageAnnotation>().Single();
        Assert.Equal(("registry.example/store", "7"), (image.Image, image.Tag));
        Assert.Equal(3, Project(builder, "yolo-inference").GetReplicaCount());
    }

    [Fact]
    public async Task Tells_inference_where_logging_service_is()
    {
        await using var builder = await BuilderAsync();
        var variables = await VariablesAsync(builder, "yolo-inference");
        foreach (var name in new[] { "services__logging-service__http__0", "LOGGING_SERVICE_HTTP" })
        {
            var endpoint = Assert.IsType<EndpointReference>(variables[name]);
            Assert.Equal(("logging-service", "http"), (endpoint.Resource.Name, endpoint.EndpointName));
        }
    }

    [Fact]
    public async Task Keeps_data_in_the_repository_unless_told_otherwise()
    {
        await using var builder = await BuilderAsync();
        var root = Path.GetFullPath(Path.Combine(Projects.VisionSystem_AppHost.ProjectPath, "..", ".vision", "data"));
        Assert.Equal(Path.Combine(root, "logging"), (await VariablesAsync(builder, "logging-service"))["CV_DATA_PATH"]);
        Assert.Equal(Path.Combine(root, "spool"), (await VariablesAsync(builder, "yolo-inference"))["CV_SPOOL_PATH"]);
    }

    [Fact]
    public async Task Keeps_data_where_the_command_line_says_before_where_a_variable_says()
    {
        await using var chosen = await BuilderAsync("CV_DATA_PATH=/mnt/photos", "CV_SPOOL_PATH=/mnt/spool");
        Assert.Equal("/mnt/photos", (await VariablesAsync(chosen, "logging-service"))["CV_DATA_PATH"]);
        Assert.Equal("/mnt/spool", (await VariablesAsync(chosen, "yolo-inference"))["CV_SPOOL_PATH"]);

        await using var overridden = await BuilderAsync("CV_DATA_PATH=/mnt/photos", "--data", "/srv/vision");
        Assert.Equal("/srv/vision/logging", (await VariablesAsync(overridden, "logging-service"))["CV_DATA_PATH"]);
    }

    private static Task<IDistributedApplicationTestingBuilder> BuilderAsync(params string[] args) =>
        DistributedApplicationTestingBuilder.CreateAsync<Projects.VisionSystem_AppHost>(["--topology", "embedded", .. args], TestContext.Current.CancellationToken);

    private static HashSet<string> Waits(IDistributedApplicationTestingBuilder builder, string name) =>
        [.. Project(builder, name).Annotations.OfType<WaitAnnotation>().Select(wait => wait.Resource.Name)];

    private static ProjectResource Project(IDistributedApplicationTestingBuilder builder, string name) =>
        builder.Resources.OfType<ProjectResource>().Single(project => project.Name == name);

    private static (string Host, int? Port) Http(IDistributedApplicationTestingBuilder builder, string name)
    {
        var endpoint = Project(builder, name).Annotations.OfType<EndpointAnnotation>().Single();
        return (endpoint.TargetHost, endpoint.Port);
    }

    private static async Task<Dictionary<string, object>> VariablesAsync(IDistributedApplicationTestingBuilder builder, string name)
    {
        var project = Project(builder, name);
        var context = new EnvironmentCallbackContext(builder.ExecutionContext, project, cancellationToken: TestContext.Current.CancellationToken);
        foreach (var annotation in project.Annotations.OfType<EnvironmentCallbackAnnotation>())
        {
            await annotation.Callback(context);
        }

        return context.EnvironmentVariables;
    }
}
