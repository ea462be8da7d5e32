using System.Runtime.InteropServices;
using VisionSystem.Inference.Scheduling;
using VisionSystem.Vision.Models;
using VisionSystem.Vision.Models.Graphs;

namespace VisionSystem.Inference.Models;

/// <summary>Loads and probes a model file off the caller's thread.</summary>
internal sealed class ModelOpener(
    IModelLoader loader, ModelStamps stamps, HealthProbe probe, ExecutionOptions execution, BatchingOptions batching, TimeProvider time)
{
    private const int MaxAttempts = 5;

    /// <param name="name"><c>NAME</c> or <c>NAME/VERSION</c>.</param>
    /// <param name="file">The path of its file.</param>
    /// <param name="cancellationToken">Cancels the probe; loading in the engine is not cancellable.</param>
    /// <exception cref="ModelException">The file is not a model that can be served. A degenerate model opens; see its health.</exception>
    public async Task<OpenedModel> OpenAsync(string name, string file, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var (model, stamp) = await Task.Run(() => Load(ModelFiles.NameOf(name), file), cancellationToken);
        try
        {
            await probe.RunAsync(model, cancellationToken);

            // Loading leaves memory of discarded sessions, rewritten graphs and file contents.
            FreedMemory.ReturnToSystem();
            return model.Health.IsFaulted
                ? throw new ModelException(ModelFault.Unusable, $"{file} fails on {model.Provider} with the first image; see the log for the cause.")
                : new OpenedModel(model, stamp, time.GetUtcNow(), time.GetElapsedTime(start));
        }
        catch
        {
            model.Release();
            throw;
        }
    }

    /// <summary>SHA-256 of a model's files, lower-case hex, as in its description.</summary>
    /// <exception cref="ModelException">A file that the model references cannot be used.</exception>
    public static Task<string> HashAsync(string file, CancellationToken cancellationToken) => Task.Run(() => ModelSource.Hash(file), cancellationToken);

    private (ServedModel Model, ModelStamp Stamp) Load(string name, string file)
    {
        // The file is read several times, for its hash and by the engine; all reads must see the same content.
        for (var attempt = 1; ; attempt++)
        {
            var stamp = stamps.Of(file);
            var model = loader.Load(name, file, batching.MaxBatch);
            if (stamp is { } read && stamps.Of(file) == read)
            {
                return (Wrap(model), read);
            }

            model.Dispose();
            if (attempt == MaxAttempts)
            {
                throw new ModelException(ModelFault.Unusable, $"{file} changes while it is read; loading is retried when it stops changing.");
            }
        }
    }

    /// <summary>Creates the queue of a loaded model.</summary>
    public ServedModel Wrap(LoadedModel model) =>
        new(model, new ModelQueue(BatchLimits.Of(execution.ConcurrentRunsOn(model.Provider), model.BatchSize, batching) with { Express = model.Provider == "cpu" }, time));
}

/// <summary>A loaded and probed model.</summary>
/// <param name="Model">The model, with one reference that the receiver owns.</param>
/// <param name="Stamp">The stamp of its file.</param>
/// <param name="LoadedAt">The time of the load.</param>
/// <param name="LoadTime">The duration of the load, including warm-up and probe.</param>
internal sealed record OpenedModel(ServedModel Model, ModelStamp Stamp, DateTimeOffset LoadedAt, TimeSpan LoadTime);

/// <summary>Freed memory that the process still holds.</summary>
internal static class FreedMemory
{
    /// <summary>
    /// Returns memory that the garbage collector and, where present, glibc's allocator retain. Call it after freeing much memory that
    /// will not be needed again; it stops the process for some milliseconds.
    /// </summary>
    public static unsafe void ReturnToSystem()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        if (NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "malloc_trim", out var trim))
        {
            ((delegate* unmanaged<nuint, int>)trim)(0);
        }
    }
}
