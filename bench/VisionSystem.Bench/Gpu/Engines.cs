using Microsoft.Extensions.Logging.Abstractions;
using VisionSystem.Contracts.Configuration;
using VisionSystem.Vision.Models;

namespace VisionSystem.Bench.Gpu;

/// <summary>Opens a model on one execution provider.</summary>
internal static class Engines
{
    public static ExecutionOptions Cpu { get; } = new() { Providers = new CommaList("cpu"), UseGpu = false };

    public static ExecutionOptions Cuda { get; } = new() { Providers = new CommaList("cuda"), UseGpu = true };

    /// <summary>The default and its alternatives.</summary>
    public static IReadOnlyList<(string Name, ExecutionOptions Options)> CudaVariants { get; } =
    [
        ("cuda", Cuda),
        ("cuda, pageable memory", Cuda with { Cuda = new() { PinnedMemory = false } }),
        ("cuda, TF32 off", Cuda with { Cuda = new() { Tf32 = false } }),
    ];

    /// <exception cref="ModelException">The provider cannot run the model.</exception>
    public static LoadedModel Open(string model, ExecutionOptions options, int batch) =>
        new ModelLoader(new ExecutionProviders(options, TimeProvider.System, NullLogger<ExecutionProviders>.Instance), options, NullLogger<ModelLoader>.Instance)
            .Load(Path.GetFileNameWithoutExtension(model), model, batch);
}
