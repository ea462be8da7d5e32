using System.Collections.Concurrent;
using Microsoft.ML.OnnxRuntime;
using VisionSystem.Vision.Models;

namespace VisionSystem.Inference.Scheduling;

/// <summary>
/// A loaded model with its queue, pooled batches and health. Reference-counted: the creator holds the first reference, and the
/// model is disposed of when the last one is released.
/// </summary>
internal sealed class ServedModel(LoadedModel model, ModelQueue queue) : IDisposable
{
    private readonly ConcurrentBag<Batch> _batches = [];
    private readonly ConcurrentBag<RunDeadline> _deadlines = [];
    private int _references = 1;

    public LoadedModel Model => model;

    public ModelDescription Description => model.Description;

    public Head Head => model.Head;

    public string Provider => model.Provider;

    public ModelQueue Queue => queue;

    public ModelHealth Health { get; } = new();

    /// <summary>True once the last reference is released.</summary>
    public bool IsReleased => Volatile.Read(ref _references) == 0;

    /// <summary>Rents a batch to fill, run and return. The limit of <see cref="Queue"/> bounds the number of batches.</summary>
    public Batch RentBatch()
    {
        if (_batches.TryTake(out var batch))
        {
            return batch;
        }

        batch = new Batch(model.NewBuffers(), model.BatchSize);
        _deadlines.Add(batch.Buffers.Deadline);
        return batch;
    }

    public void ReturnBatch(Batch batch) => _batches.Add(batch);

    /// <summary>Runs the model on the first <paramref name="images"/> places, on all cores if no other image is in progress.</summary>
    /// <exception cref="OnnxRuntimeException">The engine or its device failed, or the watchdog stopped the run.</exception>
    public void Run(InferenceBuffers buffers, int images, bool alone)
    {
        buffers.Deadline.Start();
        try
        {
            model.Run(buffers, images, alone);
            Health.RunSucceeded();
        }
        catch (OnnxRuntimeException)
        {
            Health.RunFaulted();
            throw;
        }
        finally
        {
            buffers.Deadline.End();
        }
    }

    /// <summary>Checks every run for the watchdog. Returns the number of runs that were stopped.</summary>
    /// <param name="checks">Number of checks after which a run is stopped.</param>
    public int EndHungRuns(int checks) => _deadlines.Count(deadline => deadline.Check(checks));

    /// <summary>Adds a reference; false if the last one is already released.</summary>
    public bool TryAcquire()
    {
        for (var references = Volatile.Read(ref _references); references > 0;)
        {
            var current = Interlocked.CompareExchange(ref _references, references + 1, references);
            if (current == references)
            {
                return true;
            }

            references = current;
        }

        return false;
    }

    /// <summary>Releases a reference. The sessions are closed on another thread: closing them would delay the response.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _references) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static served => served.Dispose(), this, preferLocal: false);
        }
    }

    public void Dispose()
    {
        foreach (var batch in _batches)
        {
            batch.Buffers.Dispose();
        }

        queue.Dispose();
        model.Dispose();
    }

    /// <summary>The tensors and the images of one run.</summary>
    internal sealed class Batch(InferenceBuffers buffers, int size)
    {
        public InferenceBuffers Buffers => buffers;

        public InferenceRequest[] Images { get; } = new InferenceRequest[size];
    }
}
