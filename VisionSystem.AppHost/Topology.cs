namespace VisionSystem.AppHost;

/// <summary>Which servers run beside the services.</summary>
internal enum Topology
{
    /// <summary>None: SQLite files, folders, a cache in the process.</summary>
    Embedded,

    /// <summary>PostgreSQL, Redis and an S3 store in containers.</summary>
    Containers,
}

/// <summary>The topology that was chosen, and why.</summary>
internal sealed record TopologyChoice(Topology Topology, string Reason)
{
    /// <param name="text">What was asked for; null to choose by what the machine has.</param>
    /// <param name="publishes">Whether the application is published and not run: then nothing of this machine matters.</param>
    /// <param name="runtime">The container runtime to use, if one was named.</param>
    /// <param name="errors">Gets a sentence when that cannot be had.</param>
    public static TopologyChoice Parse(string? text, bool publishes, string? runtime, List<string> errors)
    {
        if (text is not null)
        {
            if (!Enum.TryParse<Topology>(text, ignoreCase: true, out var topology) || !Enum.IsDefined(topology) || int.TryParse(text, out _))
            {
                errors.Add($"--topology must be embedded or containers, not '{text}'.");
            }

            return new(topology, "chosen with --topology");
        }

        if (publishes)
        {
            return new(Topology.Containers, "what is published");
        }

        return ContainerRuntime.Find(runtime) is { } found
            ? new(Topology.Containers, $"{found} answers; --topology embedded does without")
            : new(Topology.Embedded, "no container runtime answers (docker, podman)");
    }

    public override string ToString() => $"Topology: {Topology.ToString().ToLowerInvariant()} ({Reason})";
}
