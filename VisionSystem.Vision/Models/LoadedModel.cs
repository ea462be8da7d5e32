using Microsoft.ML.OnnxRuntime;

namespace VisionSystem.Vision.Models;

/// <summary>A model with open sessions and a successful warm-up run.</summary>
/// <param name="sessions">The engine's sessions, disposed with the model.</param>
/// <param name="description">The file's properties and the preparation of its input.</param>
/// <param name="head">The layout of its output.</param>
/// <param name="provider"><c>cpu</c>, <c>cuda</c> or <c>tensorrt</c>, as proven by the warm-up run.</param>
/// <param name="batchSize">The number of images per run: the graph's fixed number, or the maximum.</param>
/// <param name="newBuffers">Creates the tensors of one run.</param>
internal class LoadedModel(
    EngineSessions sessions, ModelDescription description, Head head, string provider, int batchSize, Func<InferenceBuffers> newBuffers) : IDisposable
{
    /// <summary>Copies a model for a derived type that extends its runs.</summary>
    protected LoadedModel(LoadedModel other)
        : this(other.Sessions, other.Description, other.Head, other.Provider, other.BatchSize, other.NewBuffers)
    {
    }

    public ModelDescription Description { get; } = description;

    public Head Head { get; } = head;

    public string Provider { get; } = provider;

    public int BatchSize { get; } = batchSize;

    /// <summary>Creates the tensors of one run.</summary>
    public Func<InferenceBuffers> NewBuffers { get; } = newBuffers;

    private EngineSessions Sessions { get; } = sessions;

    /// <summary>Runs the first <paramref name="images"/> slots of the buffers.</summary>
    /// <param name="buffers">The filled input and the outputs.</param>
    /// <param name="images">The number of images, 1 to <see cref="BatchSize"/>.</param>
    /// <param name="alone">True if no concurrent run is expected, so that this one may use every core.</param>
    /// <exception cref="OnnxRuntimeException">The engine or its device failed, or the deadline terminated the run.</exception>
    public virtual void Run(InferenceBuffers buffers, int images, bool alone)
    {
        var (session, places) = Sessions.Select(images, alone);
        buffers.Run(session, places);
    }

    public void Dispose()
    {
        Sessions.Dispose();
        GC.SuppressFinalize(this);
    }
}

/// <summary>
/// The engine's sessions of one model. On a CPU, concurrent runs with one thread each give the highest throughput, and a run
/// over all cores gives the lowest latency; the choice is made when a run begins. On a GPU, one session runs single images and the
/// other one full batches.
/// </summary>
/// <param name="narrow">The session for concurrent runs, or for full batches.</param>
/// <param name="wide">The session for a single run, or for single images; null without one.</param>
/// <param name="fullBatch">The number of images of each run of several images; 0 to run only as many as there are.</param>
/// <param name="pinned">The page-locked memory of the runs' tensors; null without a GPU.</param>
internal sealed class EngineSessions(InferenceSession narrow, InferenceSession? wide, int fullBatch = 0, PinnedMemory? pinned = null) : IDisposable
{
    /// <summary>Returns the session for a run and its number of places.</summary>
    public (InferenceSession Session, int Places) Select(int images, bool alone) => fullBatch > 0
        ? images == 1 && wide is not null ? (wide, 1) : (narrow, fullBatch)
        : (alone && wide is not null ? wide : narrow, images);

    public void Dispose()
    {
        pinned?.Dispose();
        narrow.Dispose();
        wide?.Dispose();
    }
}
