namespace VisionSystem.Bench.Servers;

/// <summary>How a server is started.</summary>
/// <param name="Name">For its log and for messages.</param>
/// <param name="Command">The program and its arguments.</param>
/// <param name="Port">Where it listens, on 127.0.0.1.</param>
/// <param name="Settings">Environment variables on top of this process's.</param>
internal sealed record ServerStart(string Name, IReadOnlyList<string> Command, int Port, IReadOnlyDictionary<string, string> Settings)
{
    /// <summary>The folder it runs in; this process's if null.</summary>
    public string? Folder { get; init; }

    /// <summary>What each of its workers writes to the log when it is ready to answer; null where <c>/ready</c> says it all.</summary>
    public string? WorkerReady { get; init; }

    /// <summary>How many workers there are.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>Where images are posted.</summary>
    public string Path { get; init; } = "/detect";
}
