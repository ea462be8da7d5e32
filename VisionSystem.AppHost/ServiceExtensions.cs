namespace VisionSystem.AppHost;

internal static class ServiceExtensions
{
    /// <summary>Gives a service its folder on this machine. Published, a service gets its storage from the cluster.</summary>
    public static IResourceBuilder<ProjectResource> WithDataFolder(this IResourceBuilder<ProjectResource> builder, string variable, string path) =>
        builder.WithEnvironment(context =>
        {
            if (context.ExecutionContext.IsRunMode)
            {
                context.EnvironmentVariables[variable] = path;
            }
        });

    /// <summary>Names the links that people are shown.</summary>
    public static IResourceBuilder<ProjectResource> WithConsoleLinks(this IResourceBuilder<ProjectResource> builder) => builder
        .WithUrlForEndpoint("http", link => link.DisplayText = "Console")
        .WithUrlForEndpoint("http", _ => new ResourceUrlAnnotation { Url = "/docs", DisplayText = "API documentation" });
}
