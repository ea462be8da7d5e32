using Microsoft.Extensions.DependencyInjection;

namespace VisionSystem.AppHost.Servers;

/// <summary>PostgreSQL, Redis and an S3 server as programs of this machine, with their data below the data folder.</summary>
internal static class LocalServers
{
    private const string User = "vision";

    public static DataServers Add(IDistributedApplicationBuilder builder, AppHostOptions options) => new(
        AddPostgres(builder, Path.Combine(options.ServersPath, DataServers.Postgres)),
        AddRedis(builder, Path.Combine(options.ServersPath, DataServers.Redis)),
        AddObjectStore(builder, Path.Combine(options.ServersPath, DataServers.Minio)));

    /// <summary>Returns the missing programs with the commands that install them.</summary>
    public static IEnumerable<string> MissingPrograms(string directory)
    {
        if (InstalledPrograms.FindPostgres() is null)
        {
            yield return "PostgreSQL (Debian and Ubuntu: apt install postgresql; macOS: brew install postgresql)";
        }

        if (InstalledPrograms.Find("redis-server") is null)
        {
            yield return "Redis (apt install redis-server; brew install redis)";
        }

        if (S3Program.Find(directory) is null)
        {
            yield return "an S3 server (minio in the PATH, or Node.js with npm install --prefix .vision/test-tools s3rver@3.7.1)";
        }
    }

    private static IResourceBuilder<ConnectionStringResource> AddPostgres(IDistributedApplicationBuilder builder, string folder)
    {
        var password = builder.AddParameter($"{DataServers.Postgres}-password", () => PrivateFile.ReadOrCreateSecret(Path.Combine(folder, "password")), secret: true);
        var cluster = new PostgresCluster(InstalledPrograms.FindPostgres() ?? "", folder);
        var server = builder.AddServer(new ServerExecutable(DataServers.Postgres, cluster.Command.Program, "/")
        {
            Connection = at => ReferenceExpression.Create(
                $"Host={at.Property(EndpointProperty.IPV4Host)};Port={at.Property(EndpointProperty.Port)};Username={PostgresCluster.User};Password={password}"),
        });
        server.WithArgs([.. cluster.Command.Arguments, "-p", server.Resource.Endpoint.Property(EndpointProperty.TargetPort)]);
        server.OnBeforeResourceStarted(async (_, _, token) => await cluster.CreateAsync((await password.Resource.GetValueAsync(token))!, token));
        server.OnResourceReady(async (resource, _, token) =>
            await PostgresCluster.CreateDatabaseAsync((await resource.ConnectionStringExpression.GetValueAsync(token))!, DataServers.DatabaseName, token));
        server.WithConnectionCheck(AddCheck);

        var database = builder.AddConnectionString(
            DataServers.VisionLogs, ReferenceExpression.Create($"{server.Resource};Database={DataServers.DatabaseName}"));
        return database.WaitFor(server).WithParentRelationship(server).WithConnectionCheck(AddCheck);

        // PostgreSQL stops after its last client disconnects, so a check must not leave a connection in a pool.
        static IHealthChecksBuilder AddCheck(IHealthChecksBuilder checks, Func<string> connection, string name) =>
            checks.AddNpgSql(_ => $"{connection()};Pooling=false", name: name);
    }

    private static IResourceBuilder<ServerExecutable> AddRedis(IDistributedApplicationBuilder builder, string folder)
    {
        var password = builder.AddParameter($"{DataServers.Redis}-password", () => PrivateFile.ReadOrCreateSecret(Path.Combine(folder, "password")), secret: true);
        var settings = Path.Combine(folder, "redis.conf");
        var server = builder.AddServer(new ServerExecutable(DataServers.Redis, InstalledPrograms.Find("redis-server") ?? "redis-server", folder)
        {
            Connection = at => ReferenceExpression.Create(
                $"{at.Property(EndpointProperty.IPV4Host)}:{at.Property(EndpointProperty.Port)},password={password}"),
        });

        // The password is in a file, because all users of the machine can read command lines.
        server.OnBeforeResourceStarted(async (_, _, token) =>
            PrivateFile.Write(settings, $"requirepass {await password.Resource.GetValueAsync(token)}\n"));
        server.WithArgs(
            settings, "--bind", ListenAddress.Loopback, "--save", "", "--appendonly", "no", "--dir", folder,
            "--port", server.Resource.Endpoint.Property(EndpointProperty.TargetPort));
        return server.WithConnectionCheck((checks, connection, name) => checks.AddRedis(_ => connection(), name: name));
    }

    private static ObjectStore AddObjectStore(IDistributedApplicationBuilder builder, string folder)
    {
        var user = builder.AddParameter($"{DataServers.Minio}-user", User);
        var password = builder.AddParameter($"{DataServers.Minio}-password", () => PrivateFile.ReadOrCreateSecret(Path.Combine(folder, "password")), secret: true);
        var program = S3Program.Find(builder.AppHostDirectory) ?? S3Program.None;
        var server = builder.AddExecutable(DataServers.Minio, program.Command, folder)
            .WithHttpEndpoint(name: "http", isProxied: false)
            .WithEndpoint("http", http => http.TargetHost = ListenAddress.Loopback)
            .WithEnvironment("MINIO_ROOT_USER", user)
            .WithEnvironment("MINIO_ROOT_PASSWORD", password)
            .WithHttpHealthCheck("/minio/health/live", endpointName: "http");
        if (program.HasConsole)
        {
            server.WithHttpEndpoint(name: "console", isProxied: false)
                .WithEndpoint("console", http => http.TargetHost = ListenAddress.Loopback)
                .WithUrlForEndpoint("console", link => link.DisplayText = "MinIO console");
        }

        server.OnBeforeResourceStarted((_, _, _) => Task.FromResult(Directory.CreateDirectory(program.DataFolder(folder))));
        server.WithArgs(program.Arguments(server.Resource, folder, builder.AppHostDirectory));
        return new(server, user, password);
    }

    private static IResourceBuilder<ServerExecutable> AddServer(this IDistributedApplicationBuilder builder, ServerExecutable server) => builder
        .AddResource(server)
        .WithEndpoint(scheme: "tcp", name: ServerExecutable.EndpointName, isProxied: false)
        .WithEndpoint(ServerExecutable.EndpointName, tcp => tcp.TargetHost = ListenAddress.Loopback);

    /// <summary>Adds the health check of a server, which reads the connection string as soon as it is available.</summary>
    private static IResourceBuilder<T> WithConnectionCheck<T>(
        this IResourceBuilder<T> server, Func<IHealthChecksBuilder, Func<string>, string, IHealthChecksBuilder> add)
        where T : IResourceWithConnectionString
    {
        string? connection = null;
        var name = $"{server.Resource.Name}_check";
        server.OnConnectionStringAvailable(async (resource, _, token) => connection = await resource.ConnectionStringExpression.GetValueAsync(token));
        add(server.ApplicationBuilder.Services.AddHealthChecks(), () => connection ?? throw new InvalidOperationException($"{server.Resource.Name} has no address yet."), name);
        return server.WithHealthCheck(name);
    }
}

/// <summary>A server process of this machine with a connection string.</summary>
internal sealed class ServerExecutable(string name, string command, string folder)
    : ExecutableResource(name, command, folder), IResourceWithConnectionString
{
    public const string EndpointName = "tcp";

    public required Func<EndpointReference, ReferenceExpression> Connection { get; init; }

    public EndpointReference Endpoint => new(this, EndpointName);

    public ReferenceExpression ConnectionStringExpression => Connection(Endpoint);
}
