using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration.Launching;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting;

/// <summary>Adds PostgreSQL to an application.</summary>
public static class PostgresBuilderExtensions
{
    private const int PostgresPort = 5432;

    public static IResourceBuilder<PostgresServerResource> AddPostgres(this IDistributedApplicationBuilder builder, string name, int? port = null)
    {
        var password = builder.AddParameter($"{name}-password", new GenerateParameterDefault { MinLength = 22 }, secret: true, persist: true);
        var server = builder.AddResource(new PostgresServerResource(name, password.Resource))
            .WithAnnotation(new ContainerImageAnnotation { Image = "docker.io/library/postgres", Tag = "18.3" })
            .WithTcpEndpoint(port, PostgresPort);
        var key = $"{name}_check";
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(key, _ => new PostgresHealth(server.Resource.PrimaryEndpoint), failureStatus: null, tags: null));
        return server.WithAnnotation(new HealthCheckAnnotation(key));
    }

    /// <summary>Keeps the data; here, that is always so.</summary>
    public static IResourceBuilder<PostgresServerResource> WithDataVolume(
        this IResourceBuilder<PostgresServerResource> builder, string? name = null, bool isReadOnly = false) =>
        builder.WithVolume(name ?? $"{builder.Resource.Name}-data", "/var/lib/postgresql", isReadOnly);

    /// <summary>Adds a database, which is made when it is not there.</summary>
    public static IResourceBuilder<PostgresDatabaseResource> AddDatabase(
        this IResourceBuilder<PostgresServerResource> builder, string name, string? databaseName = null) =>
        builder.ApplicationBuilder.AddResource(new PostgresDatabaseResource(name, databaseName ?? name, builder.Resource));
}
