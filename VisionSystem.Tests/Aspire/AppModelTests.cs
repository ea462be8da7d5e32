using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace VisionSystem.Tests.Aspire;

/// <summary>Tests of the app model without starting it.</summary>
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
    public async Task Applies_the_listen_address_to_the_public_service_only()
    {
        await using var builder = await BuilderAsync("--listen", "0.0.0.0", "--api-port", "18000", "--logging-port", "18001");
        Assert.Equal(("0.0.0.0", 18000), Http(builder, "yolo-inference"));
        Assert.Equal(("127.0.0.1", 18001), Http(builder, "logging-service"));
    }

    [Theory]
    [InlineData("127.0.0.2", "127.0.0.2")]
    [InlineData("::1", "[::1]")]
    [InlineData("[::1]", "[::1]")]
    [InlineData("::", "[::]")]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("localhost", "127.0.0.1")]
    public async Task Formats_the_address_as_a_URL_host(string listen, string host)
    {
        await using var builder = await BuilderAsync("--listen", listen);
        Assert.Equal((host, "127.0.0.1"), (Http(builder, "yolo-inference").Host, Http(builder, "logging-service").Host));
    }

    /// <summary>Behind the orchestrator's proxy, a replica does not see the address of the original request.</summary>
    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("127.0.0.2", null)]
    public async Task Passes_its_public_addresses_to_inference(string listen, string? expected)
    {
        await using var builder = await BuilderAsync("--listen", listen);
        await using var everywhere = await BuilderAsync("--listen", "0.0.0.0");

        Assert.Equal(expected, (await VariablesAsync(builder, "yolo-inference")).GetValueOrDefault("Vision__Http__ServiceNames"));
        Assert.Contains(ServiceDefaults.LocalNetwork.NetworkAddress().ToString(), ((string)(await VariablesAsync(everywhere, "yolo-inference"))["Vision__Http__ServiceNames"]).Split(','));
        Assert.Equal(expected is null ? null : "on", (await VariablesAsync(builder, "yolo-inference")).GetValueOrDefault("CV_AUTH"));
    }

    /// <summary>Services accept the host names of their Kubernetes Services, which exist only in published mode.</summary>
    [Fact]
    public async Task Passes_the_Service_names_to_the_services_when_published()
    {
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.VisionSystem_AppHost>(["--operation", "publish"], TestContext.Current.CancellationToken);
        await using var running = await BuilderAsync();

        Assert.Equal(
            "yolo-inference,yolo-service,yolo-headless,yolo-inference-service,*.vision-system,*.vision-system.svc,*.vision-system.svc.cluster.local",
            (await VariablesAsync(builder, "yolo-inference"))["Vision__Http__ServiceNames"]);
        Assert.StartsWith("logging-service,logging-headless,", (string)(await VariablesAsync(builder, "logging-service"))["Vision__Http__ServiceNames"], StringComparison.Ordinal);
        Assert.False((await VariablesAsync(running, "yolo-inference")).ContainsKey("Vision__Http__ServiceNames"));
    }

    [Fact]
    public async Task Starts_inference_after_logging_service()
    {
        await using var builder = await BuilderAsync();
        Assert.Equal("logging-service", Project(builder, "yolo-inference").Annotations.OfType<WaitAnnotation>().Single().Resource.Name);
    }

    /// <summary>The orchestrator's proxy would keep client connections open after the service behind it has died.</summary>
    [Fact]
    public async Task Puts_a_proxy_only_before_several_replicas()
    {
        await using var single = await BuilderAsync();
        Assert.All(single.Resources.OfType<ProjectResource>(), project => Assert.False(project.Annotations.OfType<EndpointAnnotation>().Single().IsProxied));

        await using var several = await BuilderAsync("--replicas", "2");
        Assert.True(Project(several, "yolo-inference").Annotations.OfType<EndpointAnnotation>().Single().IsProxied);
        Assert.False(Project(several, "logging-service").Annotations.OfType<EndpointAnnotation>().Single().IsProxied);
    }

    [Fact]
    public async Task Starts_the_built_services_and_no_dotnet_run_beside_them()
    {
        await using var builder = await BuilderAsync();
        Assert.All(builder.Resources.OfType<ProjectResource>(), project => Assert.True(File.Exists(project.Annotations.OfType<ExecutableAnnotation>().Single().Command)));
    }

    [Fact]
    public async Task Leaves_starting_the_services_to_an_IDE()
    {
        await using var builder = await BuilderAsync("DEBUG_SESSION_PORT=127.0.0.1:5000");
        Assert.All(builder.Resources.OfType<ProjectResource>(), project => Assert.Empty(project.Annotations.OfType<ExecutableAnnotation>()));
    }

    [Theory]
    [InlineData("embedded")]
    [InlineData("local")]
    [InlineData("containers")]
    public async Task Switches_off_the_telemetry_of_the_engine(string topology)
    {
        await using var builder = await BuilderAsync("--topology", topology);
        Assert.Equal("1", (await VariablesAsync(builder, "yolo-inference"))["ORT_DISABLE_TELEMETRY"]);
    }

    [Theory]
    [InlineData("local")]
    [InlineData("containers")]
    public async Task Starts_the_servers_before_the_services_that_use_them(string topology)
    {
        await using var builder = await BuilderAsync("--topology", topology);
        Assert.Subset(Waits(builder, "logging-service"), new HashSet<string> { "minio", "redis", "vision-logs" });
        Assert.Subset(Waits(builder, "yolo-inference"), new HashSet<string> { "logging-service", "redis" });
    }

    [Fact]
    public async Task Has_no_servers_in_the_embedded_topology()
    {
        await using var builder = await BuilderAsync();
        Assert.Empty(Servers<ContainerResource>(builder));
        Assert.Empty(Servers<ExecutableResource>(builder));
        Assert.Equal(["admin-api-key", "service-key"], builder.Resources.OfType<ParameterResource>().Select(parameter => parameter.Name).Order());
    }

    [Fact]
    public async Task Has_the_same_servers_as_programs_and_as_containers()
    {
        await using var local = await BuilderAsync("--topology", "local");
        await using var containers = await BuilderAsync("--topology", "containers");

        Assert.Equal(["minio", "postgres", "redis"], Servers<ExecutableResource>(local));
        Assert.Equal(["minio", "postgres", "redis"], Servers<ContainerResource>(containers));
        Assert.Empty(Servers<ContainerResource>(local));
        Assert.Empty(Servers<ExecutableResource>(containers));
        Assert.All([local, containers], builder => Assert.Contains("vision-logs", builder.Resources.Select(resource => resource.Name)));
    }

    [Theory]
    [InlineData("local")]
    [InlineData("containers")]
    public async Task Passes_connections_and_secrets_without_writing_them_to_the_manifest(string topology)
    {
        await using var builder = await BuilderAsync("--topology", topology);
        var logging = await VariablesAsync(builder, "logging-service");
        var inference = await VariablesAsync(builder, "yolo-inference");

        Assert.Equal("vision-logs", Assert.IsType<ConnectionStringReference>(logging["ConnectionStrings__vision-logs"]).Resource.Name);
        Assert.Equal("redis", Assert.IsType<ConnectionStringReference>(logging["ConnectionStrings__redis"]).Resource.Name);
        Assert.Equal("redis", Assert.IsType<ConnectionStringReference>(inference["ConnectionStrings__redis"]).Resource.Name);
        Assert.Equal("minio", Assert.IsType<EndpointReference>(logging["CV_S3_ENDPOINT_URL"]).Resource.Name);
        Assert.True(Assert.IsType<ParameterResource>(logging["CV_S3_SECRET_ACCESS_KEY"]).Secret);
        ParameterResource[] passwords =
        [
            .. builder.Resources.OfType<ParameterResource>().Where(parameter => parameter.Name.EndsWith("-password", StringComparison.Ordinal)),
            .. builder.Resources.OfType<PostgresServerResource>().Select(server => server.PasswordParameter),
            .. builder.Resources.OfType<RedisResource>().Select(server => server.PasswordParameter).OfType<ParameterResource>(),
        ];
        Assert.Equal(["minio-password", "postgres-password", "redis-password"], passwords.Select(parameter => parameter.Name).Order());
        Assert.All(passwords, password => Assert.True(password.Secret));
    }

    [Fact]
    public async Task Keeps_the_secrets_of_local_servers_beside_their_data()
    {
        using var folder = new TemporaryFolder();
        await using var first = await BuilderAsync("--topology", "local", "--data", folder.Path);
        await using var second = await BuilderAsync("--topology", "local", "--data", folder.Path);
        await using var elsewhere = await BuilderAsync("--topology", "local", "--data", Path.Combine(folder.Path, "elsewhere"));

        var secret = await SecretAsync(first);
        Assert.Equal(40, secret!.Length);
        Assert.Equal(secret, await SecretAsync(second));
        Assert.NotEqual(secret, await SecretAsync(elsewhere));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder.Path, "servers", "postgres", "password")));
        }

        static async Task<string?> SecretAsync(IDistributedApplicationTestingBuilder builder) =>
            await builder.Resources.OfType<ParameterResource>().Single(parameter => parameter.Name == "postgres-password").GetValueAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Uses_the_configured_object_store()
    {
        await using var builder = await BuilderAsync("--topology", "containers", "--minio-image", "registry.example/store", "--minio-tag", "7", "--replicas", "3");
        var image = builder.Resources.Single(resource => resource.Name == "minio").Annotations.OfType<ContainerImageAnnotation>().Single();
        Assert.Equal(("registry.example/store", "7"), (image.Image, image.Tag));
        Assert.Equal(3, Project(builder, "yolo-inference").GetReplicaCount());
    }

    [Fact]
    public async Task Passes_the_address_of_logging_service_to_inference()
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
    public async Task Prefers_the_data_folder_of_the_command_line_to_the_variable()
    {
        await using var chosen = await BuilderAsync("CV_DATA_PATH=/mnt/photos", "CV_SPOOL_PATH=/mnt/spool");
        Assert.Equal("/mnt/photos", (await VariablesAsync(chosen, "logging-service"))["CV_DATA_PATH"]);
        Assert.Equal("/mnt/spool", (await VariablesAsync(chosen, "yolo-inference"))["CV_SPOOL_PATH"]);

        await using var overridden = await BuilderAsync("CV_DATA_PATH=/mnt/photos", "--data", "/srv/vision");
        Assert.Equal("/srv/vision/logging", (await VariablesAsync(overridden, "logging-service"))["CV_DATA_PATH"]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("on", "--listen", "0.0.0.0")]
    [InlineData("on", "--listen", "0.0.0.0", "--replicas", "2")]
    [InlineData("on", "--environment", "Production")]
    [InlineData("on", "CV_AUTH=on")]
    [InlineData("on", "CV_ALLOWED_HOSTS=vision.example.com")]
    [InlineData("on", "CV_TRUSTED_PROXIES=10.0.0.0/8")]
    [InlineData(null, "--listen", "0.0.0.0", "CV_AUTH=off")]
    public async Task Requires_a_key_except_in_development_on_this_machine(string? expected, params string[] args)
    {
        await using var builder = await BuilderAsync(args);

        foreach (var service in new[] { "yolo-inference", "logging-service" })
        {
            Assert.Equal(expected, (await VariablesAsync(builder, service)).GetValueOrDefault("CV_AUTH"));
        }
    }

    [Fact]
    public async Task Generates_the_keys_once_beside_the_data_unless_the_operator_sets_them()
    {
        using var folder = new TemporaryFolder();
        await using var first = await BuilderAsync("--data", folder.Path);
        await using var second = await BuilderAsync("--data", folder.Path);
        await using var chosen = await BuilderAsync("--data", folder.Path, "CV_SERVICE_KEY=new,old", "CV_ADMIN_API_KEY=of-the-operator");

        foreach (var name in new[] { "service-key", "admin-api-key" })
        {
            var key = await ValueAsync(first, name);
            Assert.InRange(key!.Length, 32, 256);
            Assert.Equal(key, await ValueAsync(second, name));
            Assert.Equal(key, await File.ReadAllTextAsync(Path.Combine(folder.Path, "keys", name), TestContext.Current.CancellationToken));
        }

        Assert.NotEqual(await ValueAsync(first, "service-key"), await ValueAsync(first, "admin-api-key"));
        Assert.Equal(("new,old", "of-the-operator"), (await ValueAsync(chosen, "service-key"), await ValueAsync(chosen, "admin-api-key")));
        Assert.All(first.Resources.OfType<ParameterResource>(), parameter => Assert.True(parameter.Secret));

        static async Task<string?> ValueAsync(IDistributedApplicationTestingBuilder builder, string name) =>
            await builder.Resources.OfType<ParameterResource>().Single(parameter => parameter.Name == name).GetValueAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The dashboard shows parameters that are no secrets, and all users of a machine can read command lines.</summary>
    [Theory]
    [InlineData("embedded", 2)]
    [InlineData("local", 5)]
    public async Task A_secret_is_a_hidden_parameter_and_no_argument(string topology, int secrets)
    {
        await using var builder = await BuilderAsync("--topology", topology);
        string[] words = ["password", "key", "secret"];
        var parameters = builder.Resources.OfType<ParameterResource>().Where(parameter => words.Any(word => parameter.Name.Contains(word, StringComparison.OrdinalIgnoreCase))).ToArray();

        Assert.InRange(parameters.Length, secrets, int.MaxValue);
        Assert.All(parameters, parameter => Assert.True(parameter.Secret, parameter.Name));
        foreach (var resource in builder.Resources)
        {
            var arguments = new List<object>();
            foreach (var annotation in resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>())
            {
                await annotation.Callback(new CommandLineArgsCallbackContext(arguments, resource, TestContext.Current.CancellationToken));
            }

            Assert.DoesNotContain(arguments, IsSecret);
        }

        static bool IsSecret(object? value) => value switch
        {
            ParameterResource parameter => parameter.Secret,
            ReferenceExpression expression => expression.ValueProviders.Any(IsSecret),
            ConnectionStringReference => true,
            _ => false,
        };
    }

    private static Task<IDistributedApplicationTestingBuilder> BuilderAsync(params string[] args) =>
        DistributedApplicationTestingBuilder.CreateAsync<Projects.VisionSystem_AppHost>(
            ["--topology", "embedded", "DcpPublisher:RandomizePorts=false", .. args], TestContext.Current.CancellationToken);

    /// <summary>Names of the resources of one type, excluding the rebuilder resources that Aspire adds.</summary>
    private static IEnumerable<string> Servers<T>(IDistributedApplicationTestingBuilder builder)
        where T : IResource => builder.Resources.OfType<T>().Where(resource => !resource.HasAnnotationOfType<ExplicitStartupAnnotation>()).Select(resource => resource.Name).Order();

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
