using VisionSystem.Bench.Servers;

namespace VisionSystem.Bench.Peers;

/// <summary>Another server implementation for the same model, installed in <c>.vision/peers</c>.</summary>
internal interface IPeer
{
    string Name { get; }

    /// <summary>The configurations to try, most promising first.</summary>
    IReadOnlyList<WorkerConfiguration> Configurations { get; }

    /// <summary>Installs the peer if it is missing.</summary>
    /// <returns>Null, or the reason why it cannot be installed on this machine.</returns>
    Task<string?> InstallAsync(CancellationToken cancellationToken);

    /// <summary>The start parameters of its server.</summary>
    /// <param name="model">Path of the model file.</param>
    /// <param name="configuration">Distribution of the work over the cores.</param>
    ServerStart Server(string model, WorkerConfiguration configuration);

    /// <summary>The command that runs its engine alone and prints <c>{"version", "runs", "seconds"}</c>.</summary>
    /// <param name="model">Path of the model file.</param>
    /// <param name="tensor">Path of a file with the model input as raw float32.</param>
    /// <param name="use">Distribution of the runs over the cores.</param>
    /// <param name="seconds">Duration in seconds.</param>
    IReadOnlyList<string> Engine(string model, string tensor, EngineConcurrency use, double seconds);
}
