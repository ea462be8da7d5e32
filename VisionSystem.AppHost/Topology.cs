namespace VisionSystem.AppHost;

/// <summary>The data servers that run beside the services.</summary>
internal enum Topology
{
    /// <summary>No servers: SQLite files, folders and a cache in the process.</summary>
    Embedded,

    /// <summary>PostgreSQL, Redis and an S3 server as installed programs.</summary>
    Local,

    /// <summary>PostgreSQL, Redis and an S3 server in containers.</summary>
    Containers,
}

/// <summary>The topology in use.</summary>
/// <param name="Topology">The topology.</param>
/// <param name="Reason">The reason for it, in one clause.</param>
/// <param name="IsDefault">True if the AppHost chose it by the container runtime and images of this machine.</param>
internal sealed record TopologyChoice(Topology Topology, string Reason, bool IsDefault = false)
{
    /// <param name="text">The requested topology; null to choose by the container runtime and images of this machine.</param>
    /// <param name="publishes">True if the application is published instead of run; this machine is then not examined.</param>
    /// <param name="runtime">The container runtime from <c>ASPIRE_CONTAINER_RUNTIME</c>; null for any.</param>
    /// <param name="images">Returns the names of the images that the topology of containers needs.</param>
    /// <param name="errors">Receives a sentence if the requested topology is invalid.</param>
    public static async Task<TopologyChoice> ParseAsync(string? text, bool publishes, string? runtime, Func<IEnumerable<string>> images, List<string> errors)
    {
        if (text is not null)
        {
            if (!Enum.TryParse<Topology>(text, ignoreCase: true, out var topology) || !Enum.IsDefined(topology) || int.TryParse(text, out _))
            {
                errors.Add($"--topology must be embedded, local or containers, not '{text}'.");
            }
            else if (publishes && topology == Topology.Local)
            {
                errors.Add("--topology local runs programs of this machine and cannot be published. Choose embedded or containers.");
            }

            return new(topology, "chosen with --topology");
        }

        if (publishes)
        {
            return new(Topology.Containers, "the published topology");
        }

        var found = await ContainerRuntime.FindAsync(runtime);
        if (found.Program is not { } program)
        {
            return new(Topology.Embedded, found.Reason, IsDefault: true);
        }

        return await found.FindMissingImageAsync(images()) is { } missing
            ? new(Topology.Embedded, $"{program} runs, but {missing}; --topology containers uses containers anyway", IsDefault: true)
            : new(Topology.Containers, $"{program} responds; --topology embedded runs without it", IsDefault: true);
    }

    public override string ToString() => $"Topology: {Topology.ToString().ToLowerInvariant()} ({Reason})";
}
