using Microsoft.ML.OnnxRuntime;

namespace VisionSystem.Vision.Models;

/// <summary>A model whose sessions are open and whose warm-up run has succeeded.</summary>
/// <param name="sessions">The engine's sessions, disposed of with the model.</param>
/// <param name="description">What the file is and how its input is prepared.</param>
/// <param name="head">How its output is read.</param>
/// <param name="provider"><c>cpu</c>, <c>cuda</c> or <c>tensorrt</c>, as proven by the warm-up run.</param>
/// <param name="batchSize">Images of one run: the graph's fixed number, or the most that a run takes.</param>
/// <param name="newBuffers">Makes the tensors of one run.</param>
internal class LoadedModel(
    EngineSessions sessions, ModelDescription description, Head head, string provider, int batchSize, Func<InferenceBuffers> newBuffers) : IDisposable
{
    /// <summary>The same model, for a type that adds to its runs.</summary>
    protected LoadedModel(LoadedModel other)
        : this(other.Sessions, other.Description, other.Head, other.Provider, other.BatchSize, other.NewBuffers)
    {
    }

    public ModelDescription Description { get; } = description;

    public Head Head { get; } = head;

    public string Provider { get; } = provider;

    public int BatchSize { get; } = batchSize;

    /// <summary>Makes the tensors of one run.</summary>
    public Func<InferenceBuffers> NewBuffers { get; } = newBuffers;

    private EngineSessions Sessions { get; } = sessions;

    /// <summary>Runs the first <paramref name="images"/> places of the buffers.</summary>
    /// <param name="buffers">The filled input and the outputs.</param>
    /// <param name="images">1 to <see cref="BatchSize"/>.</param>
    /// <param name="alone">Whether no other run is expected meanwhile, so that this one may take every core.</param>
    /// <exception cref="OnnxRuntimeException">The engine or its device failed, or the run was ended by its deadline.</exception>
    public virtual void Run(InferenceBuffers buffers, int images, bool alone) => buffers.Run(Sessions.For(alone), images);

    public void Dispose()
    {
        Sessions.Dispose();
        GC.SuppressFinalize(this);
    }
}
