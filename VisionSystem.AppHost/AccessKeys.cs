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
    private const string AdministratorKey = "admin-api-key";
    private const string ModeSetting = "CV_AUTH";

    /// <summary>Describes in one sentence who can reach the API and which key it takes.</summary>
    public static string DescribeAccess(this IDistributedApplicationBuilder builder, AppHostOptions options)
    {
        var listen = $"The API listens on {options.Listen.Address}";
        var key = $"The administrator's key is in {Path.Combine(options.KeysPath, AdministratorKey)}.";
        var mode = builder.Configuration[ModeSetting];
        return string.Equals(mode, "off", StringComparison.OrdinalIgnoreCase)
            ? $"{listen} without authentication (CV_AUTH=off): every client that can reach this address can use the API and view every image."
            : options.Listen.IsReachable
                ? $"{listen}, and its callers need a key. {key} List further host names of the API in CV_ALLOWED_HOSTS; its IP addresses are always accepted."
                : string.Equals(mode, "on", StringComparison.OrdinalIgnoreCase)
                    ? $"{listen}, reachable from this machine only, and its callers need a key. {key}"
                    : $"{listen}, reachable from this machine only. In Development, its callers need no key.";
    }

    public static AccessKeys AddAccessKeys(this IDistributedApplicationBuilder builder, AppHostOptions options)
    {
        return new AccessKeys(Add("service-key"), Add(AdministratorKey));

        IResourceBuilder<ParameterResource> Add(string name) =>
            builder.AddParameter(name, () => PrivateFile.ReadOrCreateSecret(Path.Combine(options.KeysPath, name)), secret: true);
    }

    /// <summary>
    /// Gives the public service the administrator's key. If other machines can reach it, its callers need a key: with several
    /// replicas, the service itself listens on a loopback address behind the orchestrator's proxy.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithAdministratorKey(this IResourceBuilder<ProjectResource> service, AccessKeys keys, AppHostOptions options)
    {
        service.WithEnvironment("CV_ADMIN_API_KEY", keys.Administrator);
        var builder = service.ApplicationBuilder;
        return builder.ExecutionContext.IsRunMode && options.Listen.IsReachable && string.IsNullOrEmpty(builder.Configuration[ModeSetting])
            ? service.WithEnvironment(ModeSetting, "on")
            : service;
    }

    /// <summary>Gives a service the key that it signs or verifies tokens with, and the environment that decides whether callers need keys.</summary>
    public static IResourceBuilder<ProjectResource> WithServiceKey(this IResourceBuilder<ProjectResource> service, AccessKeys keys)
    {
        var builder = service.ApplicationBuilder;
        service.WithEnvironment("CV_SERVICE_KEY", keys.Service);
        return builder.ExecutionContext.IsRunMode ? service.WithEnvironment("ASPNETCORE_ENVIRONMENT", builder.Environment.EnvironmentName) : service;
    }
}
