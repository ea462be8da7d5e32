using VisionSystem.AppHost.Servers;

namespace VisionSystem.AppHost;

/// <summary>
/// The keys of a new installation: the one that services sign their tokens with, and the first administrator's. On this machine
/// they are generated into files beside the data; in a cluster they come from a Secret.
/// </summary>
/// <param name="Service">The key that the services share (<c>CV_SERVICE_KEY</c>).</param>
/// <param name="Administrator">The administrator's API key (<c>CV_ADMIN_API_KEY</c>).</param>
internal sealed record AccessKeys(IResourceBuilder<ParameterResource> Service, IResourceBuilder<ParameterResource> Administrator);

internal static class AccessKeysExtensions
{
    public static AccessKeys AddAccessKeys(this IDistributedApplicationBuilder builder, AppHostOptions options)
    {
        return new AccessKeys(Add("service-key"), Add("admin-api-key"));

        IResourceBuilder<ParameterResource> Add(string name) =>
            builder.AddParameter(name, () => PrivateFile.ReadOrCreateSecret(Path.Combine(options.KeysPath, name)), secret: true);
    }

    /// <summary>Gives a service the key that it signs or verifies tokens with, and the environment that decides whether callers need keys.</summary>
    public static IResourceBuilder<ProjectResource> WithServiceKey(this IResourceBuilder<ProjectResource> service, AccessKeys keys)
    {
        var builder = service.ApplicationBuilder;
        service.WithEnvironment("CV_SERVICE_KEY", keys.Service);
        return builder.ExecutionContext.IsRunMode ? service.WithEnvironment("ASPNETCORE_ENVIRONMENT", builder.Environment.EnvironmentName) : service;
    }
}
