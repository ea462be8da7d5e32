using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>The links that people are shown for a resource.</summary>
internal static class ResourceLinks
{
    public static async Task<IReadOnlyList<UrlSnapshot>> OfAsync(
        IResource resource, DistributedApplicationExecutionContext context, CancellationToken cancellationToken)
    {
        var endpoints = resource is IResourceWithEndpoints owner ? owner.GetEndpoints() : [];
        var links = endpoints.Select(endpoint => new ResourceUrlAnnotation { Url = endpoint.Url, Endpoint = endpoint }).ToList();
        var callbackContext = new ResourceUrlsCallbackContext(context, resource, links, cancellationToken);
        foreach (var annotation in resource.Annotations.OfType<ResourceUrlsCallbackAnnotation>())
        {
            await annotation.Callback(callbackContext).ConfigureAwait(false);
        }

        return [.. links.Select(link => new UrlSnapshot(
            link.DisplayText, link.Url.StartsWith('/') && link.Endpoint is { } of ? of.Url + link.Url : link.Url, IsInternal: false))];
    }
}
