using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>One endpoint of a running resource: where clients reach it and where each replica listens.</summary>
/// <param name="Endpoint">The endpoint, with its address filled in.</param>
/// <param name="ReplicaPorts">One port for each replica.</param>
internal sealed record PortPlan(EndpointAnnotation Endpoint, IReadOnlyList<int> ReplicaPorts)
{
    /// <summary>False where the only replica listens on the port that clients use.</summary>
    public bool NeedsProxy => ReplicaPorts.Count > 1 || ReplicaPorts[0] != Endpoint.AllocatedEndpoint!.Port;

    /// <summary>Chooses ports and fills in the endpoint's address.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="replicas">How many processes serve it.</param>
    /// <param name="randomize">Ignore the port that clients should use, as tests that run side by side must.</param>
    /// <param name="isContainer">Its target port is one inside of a container, of no use to a program that stands in for it.</param>
    public static PortPlan For(EndpointAnnotation endpoint, int replicas, bool randomize, bool isContainer)
    {
        if (isContainer)
        {
            (endpoint.TargetHost, endpoint.TargetPort) = ("127.0.0.1", null);
        }

        if (replicas > 1 && endpoint.TargetPort is { } fixedPort)
        {
            throw new DistributedApplicationException($"{replicas} replicas cannot all listen on the target port {fixedPort} of '{endpoint.Name}'.");
        }

        var port = randomize || endpoint.Port is null ? FreePorts.Take() : endpoint.Port.Value;
        var address = endpoint.TargetHost is "0.0.0.0" or "::" or "*" or "+" ? "localhost" : endpoint.TargetHost;
        endpoint.AllocatedEndpoint = new(endpoint, address, port);
        return new(endpoint, replicas == 1 ? [endpoint.TargetPort ?? port] : [.. Enumerable.Range(0, replicas).Select(_ => FreePorts.Take())]);
    }
}
