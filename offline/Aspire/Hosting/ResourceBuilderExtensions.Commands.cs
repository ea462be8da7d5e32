using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    /// <summary>Adds something that people can have a resource do.</summary>
    public static IResourceBuilder<T> WithCommand<T>(
        this IResourceBuilder<T> builder, string name, string displayName,
        Func<ExecuteCommandContext, Task<ExecuteCommandResult>> executeCommand, CommandOptions? commandOptions = null)
        where T : IResource => builder.WithAnnotation(new ResourceCommandAnnotation(name, displayName, executeCommand, commandOptions ?? new()));

    /// <summary>Adds a request that people can have sent to a resource.</summary>
    public static IResourceBuilder<T> WithHttpCommand<T>(
        this IResourceBuilder<T> builder, string path, string displayName, string? endpointName = null, string? commandName = null,
        HttpCommandOptions? commandOptions = null)
        where T : IResourceWithEndpoints
    {
        var endpoint = builder.GetEndpoint(endpointName ?? "http");
        var method = commandOptions?.Method ?? HttpMethod.Post;
        return builder.WithCommand(
            commandName ?? $"{builder.Resource.Name}-{endpoint.EndpointName}-http-{method.Method.ToLowerInvariant()}-{path}",
            displayName,
            async context =>
            {
                using var client = context.ServiceProvider.GetRequiredService<IHttpClientFactory>().CreateClient();
                using var request = new HttpRequestMessage(method, new Uri(endpoint.Url + path));
                if (commandOptions?.PrepareRequest is { } prepare)
                {
                    await prepare(new()
                    {
                        ServiceProvider = context.ServiceProvider,
                        ResourceName = context.ResourceName,
                        Endpoint = endpoint,
                        CancellationToken = context.CancellationToken,
                        HttpClient = client,
                        Request = request,
                    }).ConfigureAwait(false);
                }

                return await SendAsync(client, request, context.CancellationToken).ConfigureAwait(false);
            },
            commandOptions);
    }

    private static async Task<ExecuteCommandResult> SendAsync(HttpClient client, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
            return new() { Success = answer.IsSuccessStatusCode, Message = answer.IsSuccessStatusCode ? null : $"{(int)answer.StatusCode} {answer.ReasonPhrase}" };
        }
        catch (HttpRequestException unreachable)
        {
            return new() { Success = false, Message = unreachable.Message };
        }
    }
}
