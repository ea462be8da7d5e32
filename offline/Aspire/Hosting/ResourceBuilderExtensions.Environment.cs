using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Says what a resource needs and offers.</summary>
public static partial class ResourceBuilderExtensions
{
    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, string? value)
        where T : IResourceWithEnvironment => builder.WithEnvironment(context => context.EnvironmentVariables[name] = value ?? string.Empty);

    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, EndpointReference endpointReference)
        where T : IResourceWithEnvironment => builder.WithEnvironment(context => context.EnvironmentVariables[name] = endpointReference);

    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, IResourceBuilder<ParameterResource> parameter)
        where T : IResourceWithEnvironment => builder.WithEnvironment(context => context.EnvironmentVariables[name] = parameter.Resource);

    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, Action<EnvironmentCallbackContext> callback)
        where T : IResourceWithEnvironment => builder.WithAnnotation(new EnvironmentCallbackAnnotation(callback));

    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, Func<EnvironmentCallbackContext, Task> callback)
        where T : IResourceWithEnvironment => builder.WithAnnotation(new EnvironmentCallbackAnnotation(callback));

    /// <summary>Gives a resource the addresses of another one's endpoints: <c>services__NAME__http__0</c> and <c>NAME_HTTP</c>.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithServiceDiscovery> source)
        where TDestination : IResourceWithEnvironment
    {
        var target = source.Resource;
        return builder.WithAnnotation(new EndpointReferenceAnnotation(target) { UseAllEndpoints = true }).WithEnvironment(context =>
        {
            foreach (var endpoint in target.GetEndpoints())
            {
                // .NET's service discovery looks for the first form; people and other languages read the second.
                context.EnvironmentVariables[$"{Encoded(target.Name)}_{Encoded(endpoint.EndpointName)}"] = endpoint;
                context.EnvironmentVariables[$"services__{target.Name}__{endpoint.EndpointName}__0"] = endpoint;
            }
        });
    }

    /// <summary>Gives a resource the connection string of another one: <c>ConnectionStrings__NAME</c>.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithConnectionString> source, string? connectionName = null, bool optional = false)
        where TDestination : IResourceWithEnvironment
    {
        var target = source.Resource;
        return builder.WithEnvironment(context =>
            context.EnvironmentVariables[$"ConnectionStrings__{connectionName ?? target.Name}"] = new ConnectionStringReference(target, optional));
    }

    private static string Encoded(string name) => name.ToUpperInvariant().Replace('-', '_');
}
