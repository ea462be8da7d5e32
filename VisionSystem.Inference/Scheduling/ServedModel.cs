using System.Collections.Concurrent;
using Microsoft.ML.OnnxRuntime;
using VisionSystem.Vision.Models;

namespace VisionSystem.Inference.Scheduling;

/// <summary>
/// A loaded model with its queue, its pooled batches and its health. Counted by references: the creator holds the first one,
/// and the model is disposed of when the last one is released.
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

    /// <summary>A batch to fill, run and return; <see cref="Queue"/> bounds their number.</summary>
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

    /// <summary>Runs the first <paramref name="images"/> places, over all cores where no other image is in hand.</summary>
    /// <exception cref="OnnxRuntimeException">The engine or its device failed, or the watchdog ended the run.</exception>
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

    /// <summary>One look of the watchdog at every run; returns the number of runs that it ended.</summary>
    public int EndHungRuns(int looks) => _deadlines.Count(deadline => deadline.Check(looks));

    /// <summary>Adds a reference; false when the last one is released.</summary>
    public bool TryAcquire()
    {
        for (var seen = Volatile.Read(ref _references); seen > 0;)
        {
            var found = Interlocked.CompareExchange(ref _references, seen + 1, seen);
            if (found == seen)
            {
                return true;
            }

            seen = found;
        }

        return false;
    }

    /// <summary>Releases a reference. The sessions are closed on another thread: that takes longer than a response may wait.</summary>
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

    /// <summary>The tensors of one run and the images in it.</summary>
    internal sealed class Batch(InferenceBuffers buffers, int size)
    {
        public InferenceBuffers Buffers => buffers;

        public InferenceRequest[] Images { get; } = new InferenceRequest[size];
    }
}
