using VisionSystem.AppHost.Servers;

namespace VisionSystem.AppHost;

/// <summary>
/// The keys of a new installation. On this machine they are generated into files beside the data, unless the variables of the same
/// names are set; in a cluster they come from a Secret.
/// </summary>
/// <param name="Service">The key that the services share (<c>CV_SERVICE_KEY</c>).</param>
/// <param name="Administrator">The administrator's API key (<c>CV_ADMIN_API_KEY</c>).</param>
internal sealed record AccessKeys(IResourceBuilder<ParameterResource> Service, IResourceBuilder<ParameterResource> Administrator)
{
    /// <summary>The file of the administrator's key in the folder of the keys.</summary>
    public const string AdministratorFile = "admin-api-key";

    public const string ServiceVariable = "CV_SERVICE_KEY";
    public const string AdministratorVariable = "CV_ADMIN_API_KEY";
}

internal static class AccessKeysExtensions
{
    public static AccessKeys AddAccessKeys(this IDistributedApplicationBuilder builder, AppHostOptions options)
    {
        return new AccessKeys(
            Add("service-key", AccessKeys.ServiceVariable, "Signs the requests between the services."),
            Add(AccessKeys.AdministratorFile, AccessKeys.AdministratorVariable, "The API key with every scope, for the header X-Api-Key. It creates the keys of other callers."));

        IResourceBuilder<ParameterResource> Add(string name, string variable, string description) => builder.AddParameter(
            name,
            () => builder.Configuration[variable] is { Length: > 0 } chosen ? chosen : PrivateFile.ReadOrCreateSecret(Path.Combine(options.KeysPath, name)),
            secret: true).WithDescription(description);
    }

    /// <summary>
    /// Gives a service the key that it signs or verifies tokens with, and decides for both services whether callers need a key, as
    /// the console reports it.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithAccess(this IResourceBuilder<ProjectResource> service, AccessKeys keys, AppHostOptions options)
    {
        var builder = service.ApplicationBuilder;
        service.WithEnvironment(AccessKeys.ServiceVariable, keys.Service);
        if (!builder.ExecutionContext.IsRunMode)
        {
            return service;
        }

        service.WithEnvironment("ASPNETCORE_ENVIRONMENT", builder.Environment.EnvironmentName);
        return options.RequiresKey ? service.WithEnvironment(AppHostOptions.AccessVariable, "on") : service;
    }
}
