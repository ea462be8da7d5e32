namespace VisionSystem.AppHost.Servers;

/// <summary>A server from a program of this machine, for others to connect to.</summary>
internal sealed class ServerExecutable(string name, string command, string folder)
    : ExecutableResource(name, command, folder), IResourceWithConnectionString
{
    public const string EndpointName = "tcp";

    public required Func<EndpointReference, ReferenceExpression> Connection { get; init; }

    public EndpointReference Endpoint => new(this, EndpointName);

    public ReferenceExpression ConnectionStringExpression => Connection(Endpoint);
}
