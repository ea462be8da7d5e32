using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration.Launching;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting;

/// <summary>Adds Redis to an application.</summary>
public static class RedisBuilderExtensions
{
    private const int RedisPort = 6379;

    public static IResourceBuilder<RedisResource> AddRedis(this IDistributedApplicationBuilder builder, string name, int? port = null)
    {
        var password = builder.AddParameter($"{name}-password", new GenerateParameterDefault { MinLength = 22, Special = false }, secret: true, persist: true);
        var server = builder.AddResource(new RedisResource(name, password.Resource))
            .WithAnnotation(new ContainerImageAnnotation { Image = "docker.io/library/redis", Tag = "8.6" })
            .WithTcpEndpoint(port, RedisPort);
        var key = $"{name}_check";
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            key, _ => new ListeningHealth(server.Resource.PrimaryEndpoint), failureStatus: null, tags: null));
        return server.WithAnnotation(new HealthCheckAnnotation(key));
    }
}
