namespace VisionSystem.AppHost;

/// <summary>The servers that run beside the services.</summary>
internal enum Topology
{
    /// <summary>None: SQLite files, folders, a cache in the process.</summary>
    Embedded,

    /// <summary>PostgreSQL, Redis and an S3 server from installed programs.</summary>
    Local,

    /// <summary>PostgreSQL, Redis and an S3 server in containers.</summary>
    Containers,
}

/// <summary>The topology in use, and the reason for it.</summary>
internal sealed record TopologyChoice(Topology Topology, string Reason, bool IsDefault = false)
{
    /// <param name="text">The topology asked for; null to choose by what the machine has.</param>
    /// <param name="publishes">True if the application is published and not run: then nothing of this machine matters.</param>
    /// <param name="runtime">The container runtime to use, if one is named.</param>
    /// <param name="images">Returns the names of the images of the default topology.</param>
    /// <param name="errors">Gets a sentence if that cannot be had.</param>
    public static TopologyChoice Parse(string? text, bool publishes, string? runtime, Func<IEnumerable<string>> images, List<string> errors)
    {
        if (text is not null)
        {
            if (!Enum.TryParse<Topology>(text, ignoreCase: true, out var topology) || !Enum.IsDefined(topology) || int.TryParse(text, out _))
            {
                errors.Add($"--topology must be embedded, local or containers, not '{text}'.");
            }
            else if (publishes && topology == Topology.Local)
            {
                errors.Add("--topology local runs programs of this machine and cannot be published: choose embedded or containers.");
            }

            return new(topology, "chosen with --topology");
        }

        if (publishes)
        {
            return new(Topology.Containers, "what is published");
        }

        var found = ContainerRuntime.Find(runtime);
        if (found.Program is not { } program)
        {
            return new(Topology.Embedded, found.Reason, IsDefault: true);
        }

        return found.MissingImage(images()) is { } missing
            ? new(Topology.Embedded, $"{program} runs, but {missing}; --topology containers uses containers anyway", IsDefault: true)
            : new(Topology.Containers, $"{program} answers; --topology embedded runs without it", IsDefault: true);
    }

    public override string ToString() => $"Topology: {Topology.ToString().ToLowerInvariant()} ({Reason})";
}
