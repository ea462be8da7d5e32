using VisionSystem.Bench.Servers;

namespace VisionSystem.Bench.Peers;

/// <summary>Another way to serve the same model, installed below <c>.vision/peers</c>.</summary>
internal interface IPeer
{
    string Name { get; }

    /// <summary>The ways to use the cores that are worth trying, the likeliest first.</summary>
    IReadOnlyList<Arrangement> Arrangements { get; }

    /// <summary>Installs it where it is not yet.</summary>
    /// <returns>Null, or why it cannot be had on this machine.</returns>
    Task<string?> InstallAsync(CancellationToken cancellationToken);

    /// <summary>How its server is started.</summary>
    /// <param name="model">The model's file.</param>
    /// <param name="arrangement">How it uses the cores.</param>
    ServerStart Server(string model, Arrangement arrangement);

    /// <summary>The command that runs its engine alone, and what it prints: <c>{"version", "runs", "seconds"}</c>.</summary>
    /// <param name="model">The model's file.</param>
    /// <param name="tensor">A file of float32, as the model's input has them.</param>
    /// <param name="use">How it uses the cores.</param>
    /// <param name="seconds">How long.</param>
    IReadOnlyList<string> Engine(string model, string tensor, EngineUse use, double seconds);
}
