namespace VisionSystem.AppHost;

/// <summary>Which servers run beside the two services.</summary>
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
    /// <param name="errors">Gets a sentence when that cannot be had.</param>
    public static TopologyChoice Parse(string? text, List<string> errors)
    {
        if (text is null)
        {
            return new(Topology.Embedded, "the only one that this version has");
        }

        if (!Enum.TryParse<Topology>(text, ignoreCase: true, out var topology) || !Enum.IsDefined(topology))
        {
            errors.Add($"--topology must be embedded or containers, not '{text}'.");
        }
        else if (topology == Topology.Containers)
        {
            errors.Add("--topology containers is not available: embedded is the only topology that this version has.");
        }

        return new(Topology.Embedded, "chosen with --topology");
    }

    public override string ToString() => $"Topology: {Topology.ToString().ToLowerInvariant()} ({Reason})";
}
