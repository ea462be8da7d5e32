using VisionSystem.Inference.Scheduling;
using VisionSystem.Vision.Models;

namespace VisionSystem.Inference.Models;

/// <summary>One name of the repository: what serves under it, and what became of its file. Changed under <see cref="Loading"/> only.</summary>
/// <param name="name"><c>NAME</c> or <c>NAME/VERSION</c>.</param>
internal sealed class ModelEntry(string name)
{
    private ServedModel? _serving;

    public string Name { get; } = name;

    /// <summary>Held by the one load, replacement or unload that goes on.</summary>
    public SemaphoreSlim Loading { get; } = new(1, 1);

    public ModelUsage Usage { get; } = new();

    /// <summary>What answers; null when nothing is loaded.</summary>
    public ServedModel? Serving => Volatile.Read(ref _serving);

    /// <summary>How and when <see cref="Serving"/> was loaded.</summary>
    public OpenedModel? Opened { get; private set; }

    /// <summary>Why nothing serves.</summary>
    public ModelException? Failure { get; private set; }

    /// <summary>Why the file that is there now is not the one that serves.</summary>
    public string? PendingError { get; private set; }

    /// <summary>The file that failed: not tried again until it changes.</summary>
    public ModelStamp? FailedStamp { get; private set; }

    /// <summary>The file at the watcher's last look.</summary>
    public ModelStamp? LastLook { get; set; }

    /// <summary>The watcher's looks in a row at which there was no file.</summary>
    public int LooksWithoutFile { get; set; }

    /// <summary>The model that left because its file did; it may still be finishing its last images.</summary>
    public ServedModel? Removed { get; private set; }

    /// <summary>A reference to what serves, or null when nothing does.</summary>
    public ServedModel? TryAcquire()
    {
        // A model that cannot be acquired any more has been replaced already, so the next look finds another or none.
        while (Serving is { } model)
        {
            if (model.TryAcquire())
            {
                return model;
            }
        }

        return null;
    }

    /// <summary>Makes a loaded model the one that serves; the former one leaves when its last image is done.</summary>
    public void Publish(OpenedModel opened)
    {
        (Opened, Failure, PendingError, FailedStamp, Removed) = (opened, null, null, null, null);
        Interlocked.Exchange(ref _serving, opened.Model)?.Release();
    }

    /// <summary>The file has other times than it had, and the same content.</summary>
    public void Confirm(ModelStamp stamp) => (Opened, PendingError, FailedStamp) = (Opened! with { Stamp = stamp }, null, null);

    /// <summary>The file cannot be used; what serves goes on.</summary>
    public void Fail(ModelException failure, ModelStamp? stamp)
    {
        FailedStamp = stamp;
        (Failure, PendingError) = Serving is null ? (failure, (string?)null) : (null, failure.Message);
    }

    /// <summary>What serves goes on without its file.</summary>
    public void Miss(string sentence) => PendingError = sentence;

    /// <summary>Takes what serves out of service.</summary>
    public void Leave(bool removed = false)
    {
        var model = Interlocked.Exchange(ref _serving, null);
        Removed = removed ? model : null;
        (PendingError, FailedStamp, Failure) = (null, null, null);
        model?.Release();
    }
}
