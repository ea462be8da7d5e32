using VisionSystem.Inference.Scheduling;
using VisionSystem.Vision.Models;

namespace VisionSystem.Inference.Models;

/// <summary>One name of the repository: the model that serves under it and the state of its file. Modified only while holding <see cref="Loading"/>.</summary>
/// <param name="name"><c>NAME</c> or <c>NAME/VERSION</c>.</param>
internal sealed class ModelEntry(string name)
{
    private ServedModel? _serving;

    public string Name { get; } = name;

    /// <summary>Held by the load, replacement or unload in progress.</summary>
    public SemaphoreSlim Loading { get; } = new(1, 1);

    public ModelUsage Usage { get; } = new();

    /// <summary>The serving model; null when none is loaded.</summary>
    public ServedModel? Serving => Volatile.Read(ref _serving);

    /// <summary>Load details of <see cref="Serving"/>.</summary>
    public OpenedModel? Opened { get; private set; }

    /// <summary>The reason why no model serves.</summary>
    public ModelException? Failure { get; private set; }

    /// <summary>The reason why the current file does not serve while a previous one does.</summary>
    public string? PendingError { get; private set; }

    /// <summary>The stamp of the file that failed; loading is not retried until it changes.</summary>
    public ModelStamp? FailedStamp { get; private set; }

    /// <summary>The file's stamp at the watcher's last scan.</summary>
    public ModelStamp? LastScan { get; set; }

    /// <summary>Consecutive scans of the watcher without a file.</summary>
    public int ScansWithoutFile { get; set; }

    /// <summary>The model that was unloaded because its file was deleted; it may still be processing its last images.</summary>
    public ServedModel? Removed { get; private set; }

    /// <summary>Acquires a reference to the serving model; null when none serves.</summary>
    public ServedModel? TryAcquire()
    {
        // A model that can no longer be acquired was already replaced, so the next read returns another one or null.
        while (Serving is { } model)
        {
            if (model.TryAcquire())
            {
                return model;
            }
        }

        return null;
    }

    /// <summary>Starts serving a loaded model; the previous one is disposed of after its last image.</summary>
    public void Publish(OpenedModel opened)
    {
        (Opened, Failure, PendingError, FailedStamp, Removed) = (opened, null, null, null, null);
        Interlocked.Exchange(ref _serving, opened.Model)?.Release();
    }

    /// <summary>Accepts a file whose times changed and whose content did not.</summary>
    public void UpdateStamp(ModelStamp stamp) => (Opened, PendingError, FailedStamp) = (Opened! with { Stamp = stamp }, null, null);

    /// <summary>Records that the file cannot be used; the serving model continues.</summary>
    public void Fail(ModelException failure, ModelStamp? stamp)
    {
        FailedStamp = stamp;
        (Failure, PendingError) = Serving is null ? (failure, (string?)null) : (null, failure.Message);
    }

    /// <summary>Records that the file of the serving model is missing.</summary>
    public void MarkFileMissing(string error) => PendingError = error;

    /// <summary>Stops serving; the model is disposed of after its last image.</summary>
    public void Unload(bool removed = false)
    {
        var model = Interlocked.Exchange(ref _serving, null);
        Removed = removed ? model : null;
        (PendingError, FailedStamp, Failure) = (null, null, null);
        model?.Release();
    }
}

/// <summary>Keeps a loaded model usable while an image needs it: the model is not disposed of before its last lease. Dispose once.</summary>
internal readonly struct ModelLease(ServedModel model, ModelUsage usage) : IDisposable
{
    public ServedModel Model => model;

    /// <summary>Counts the image as successful or failed.</summary>
    public void Ended(bool succeeded) => usage.Ended(succeeded);

    public void Dispose() => model.Release();
}

/// <summary>Usage counters of a model name since its first load, across all of its files.</summary>
internal sealed class ModelUsage
{
    private long _images;
    private long _errors;
    private long _lastUsed;

    /// <summary>Images that were processed successfully.</summary>
    public long Images => Volatile.Read(ref _images);

    /// <summary>Images that failed, whether because of the image, the queue or the engine.</summary>
    public long Errors => Volatile.Read(ref _errors);

    /// <summary>Time of the last request, UTC ticks; 0 for never.</summary>
    public long LastUsed => Volatile.Read(ref _lastUsed);

    public void Used(DateTimeOffset now) => Volatile.Write(ref _lastUsed, now.UtcTicks);

    public void Ended(bool succeeded) => Interlocked.Increment(ref succeeded ? ref _images : ref _errors);
}
