
using VisionSystem.Inference.Scheduling;
using VisionSystem.Vision.Models;
using VisionSystem.Vision.Models.Graphs;

namespace VisionSystem.Inference.Models;

/// <summary>Loads a file and proves what came of it, off the caller's thread.</summary>
internal sealed class ModelOpener(
    IModelLoader loader, ModelStamps stamps, HealthProbe probe, ExecutionOptions execution, BatchingOptions batching, TimeProvider time)
{
    private const int MostTries = 5;

    /// <param name="name"><c>NAME</c> or <c>NAME/VERSION</c>.</param>
    /// <param name="file">Its file.</param>
    /// <param name="cancellationToken">Ends the probe; the engine loads on to its end.</param>
    /// <exception cref="ModelException">The file is no model that can be served. A blind one can be opened: see its health.</exception>
    public async Task<OpenedModel> OpenAsync(string name, string file, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var (model, stamp) = await Task.Run(() => Load(ModelFiles.NameOf(name), file), cancellationToken);
        try
        {
            await probe.RunAsync(model, cancellationToken);

            // Sessions that were tried, graphs that were rewritten, files that were read.
            FreedMemory.ReturnToSystem();
            return model.Health.IsFaulted
                ? throw new ModelException(ModelFault.Unusable, $"{file} fails on {model.Provider} as soon as it gets a photo; the log has the cause.")
                : new OpenedModel(model, stamp, time.GetUtcNow(), time.GetElapsedTime(start));
        }
        catch
        {
            model.Release();
            throw;
        }
    }

    /// <summary>SHA-256 of a model's files, lower-case hex, as its description has it.</summary>
    /// <exception cref="ModelException">A file that it names cannot be used.</exception>
    public static Task<string> HashAsync(string file, CancellationToken cancellationToken) => Task.Run(() => ModelSource.Hash(file), cancellationToken);

    private (ServedModel Model, ModelStamp Stamp) Load(string name, string file)
    {
        // The file is read more than once, for its hash and by the engine; all must have read the same.
        for (var tries = 1; ; tries++)
        {
            var stamp = stamps.Of(file);
            var model = loader.Load(name, file, batching.MaxBatch);
            if (stamp is { } read && stamps.Of(file) == read)
            {
                return (Wrap(model), read);
            }

            model.Dispose();
            if (tries == MostTries)
            {
                throw new ModelException(ModelFault.Unusable, $"{file} is being written all the time; it is tried again when it stays the same.");
            }
        }
    }

    /// <summary>Gives a loaded model its queue.</summary>
    public ServedModel Wrap(LoadedModel model) =>
        new(model, new ModelQueue(BatchLimits.Of(execution.ConcurrentRunsOn(model.Provider), model.BatchSize, batching), time));
}

/// <summary>A model that was loaded and probed.</summary>
/// <param name="Model">With one reference, which is the receiver's.</param>
/// <param name="Stamp">The file it was read from.</param>
/// <param name="LoadedAt">When.</param>
/// <param name="LoadTime">How long that took, warm-up and probe included.</param>
internal sealed record OpenedModel(ServedModel Model, ModelStamp Stamp, DateTimeOffset LoadedAt, TimeSpan LoadTime);
