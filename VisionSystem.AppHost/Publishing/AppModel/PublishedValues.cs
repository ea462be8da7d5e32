using System.Globalization;

namespace VisionSystem.AppHost.Publishing.AppModel;

/// <summary>Evaluates values of the app model, such as <c>REDIS_HOST</c>, for the cluster, where each Service has the name of its resource.</summary>
internal sealed class PublishedValues(DistributedApplicationExecutionContext executionContext)
{
    private const string UriFormat = "uri";

    /// <summary>Returns the value in the cluster.</summary>
    /// <returns>Null if the value contains a secret, because secrets are never written to files.</returns>
    /// <exception cref="DistributedApplicationException">The value names an endpoint that does not exist, or has no value to publish.</exception>
    public async ValueTask<string?> EvaluateAsync(object value, CancellationToken cancellationToken) => value switch
    {
        string text => text,
        ParameterResource { Secret: true } => null,
        ParameterResource parameter => await DefaultOfAsync(parameter, cancellationToken),
        EndpointReference endpoint => Property(endpoint, EndpointProperty.Url),
        EndpointReferenceExpression expression => Property(expression.Endpoint, expression.Property),
        ConnectionStringReference reference => await EvaluateAsync(reference.Resource.ConnectionStringExpression, cancellationToken),
        IResourceWithConnectionString resource => await EvaluateAsync(resource.ConnectionStringExpression, cancellationToken),
        ReferenceExpression { IsConditional: true } expression => await EvaluateAsync(await BranchAsync(expression, cancellationToken), cancellationToken),
        ReferenceExpression expression => await FormatAsync(expression, cancellationToken),
        _ => throw new DistributedApplicationException($"A value of type {value.GetType().Name} cannot be published: {value}."),
    };

    private static async ValueTask<string> DefaultOfAsync(ParameterResource parameter, CancellationToken cancellationToken) =>
        parameter.Default is not null && await parameter.GetValueAsync(cancellationToken) is { } value
            ? value
            : throw new DistributedApplicationException($"The parameter '{parameter.Name}' has no value to publish. Set one with publishValueAsDefault.");

    private async ValueTask<ReferenceExpression> BranchAsync(ReferenceExpression expression, CancellationToken cancellationToken)
    {
        var condition = await expression.Condition!.GetValueAsync(new ValueProviderContext { ExecutionContext = executionContext }, cancellationToken);
        return string.Equals(condition, expression.MatchValue, StringComparison.OrdinalIgnoreCase) ? expression.WhenTrue! : expression.WhenFalse!;
    }

    private async ValueTask<string?> FormatAsync(ReferenceExpression expression, CancellationToken cancellationToken)
    {
        var arguments = new object[expression.ValueProviders.Count];
        for (var i = 0; i < arguments.Length; i++)
        {
            if (await EvaluateAsync(expression.ValueProviders[i], cancellationToken) is not { } argument)
            {
                return null;
            }

            arguments[i] = expression.StringFormats[i] == UriFormat ? Uri.EscapeDataString(argument) : argument;
        }

        return string.Format(CultureInfo.InvariantCulture, expression.Format, arguments);
    }

    private static string Property(EndpointReference reference, EndpointProperty property)
    {
        var name = reference.Resource.Name;
        var endpoint = reference.Resource.Annotations.OfType<EndpointAnnotation>().FirstOrDefault(endpoint => endpoint.Name == reference.EndpointName)
            ?? throw new DistributedApplicationException($"The resource '{name}' has no endpoint '{reference.EndpointName}'.");
        var port = PublishedPort.Of(reference.Resource, endpoint).Number.ToString(CultureInfo.InvariantCulture);
        return property switch
        {
            EndpointProperty.Host => name,
            EndpointProperty.Port or EndpointProperty.TargetPort => port,
            EndpointProperty.HostAndPort => $"{name}:{port}",
            EndpointProperty.Scheme => endpoint.UriScheme,
            EndpointProperty.Url => $"{endpoint.UriScheme}://{name}:{port}",
            _ => throw new DistributedApplicationException($"The property {property} of an endpoint cannot be published."),
        };
    }
}
