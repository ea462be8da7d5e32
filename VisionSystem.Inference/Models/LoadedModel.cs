using System.Collections.Concurrent;
using Microsoft.ML.OnnxRuntime;
using VisionSystem.Inference.Batching;
using VisionSystem.Inference.Detection;

namespace VisionSystem.Inference.Models;

/// <summary>
/// A model that is loaded, warmed up and ready to answer. Whoever made it holds the first reference; it is disposed of when
/// the last one is released.
/// </summary>
internal sealed class LoadedModel : IDisposable
{
    private readonly InferenceSession _session;
    private readonly ConcurrentBag<RunSlot> _slots = [];
    private readonly ConcurrentBag<RunDeadline> _deadlines = [];
    private readonly Func<RunSlot> _newSlot;
    private int _references = 1;

    public LoadedModel(
        InferenceSession session, ModelDescription description, Head head, string provider, ExecutionOptions options, Func<RunSlot> newSlot)
    {
        (_session, _newSlot, Description, Head, Provider) = (session, newSlot, description, head, provider);
        Gate = new RunGate(options.ConcurrentRunsOrDefault(), options.QueueLimitOrDefault());
    }

    public ModelDescription Description { get; }

    /// <summary>How its output is read.</summary>
    public Head Head { get; }

    public IHeadDecoder Decoder => Head.Decoder;

    /// <summary><c>cpu</c>, <c>cuda</c> or <c>tensorrt</c>, as proven by the warm-up run.</summary>
    public string Provider { get; }

    /// <summary>Who may run and who may wait.</summary>
    public RunGate Gate { get; }

    /// <summary>What its runs and probes say about it.</summary>
    public ModelHealth Health { get; } = new();

    /// <summary>Called before each run; see <see cref="EngineHook"/>.</summary>
    public EngineHook? Hook { get; set; }

    /// <summary>Whether the last reference is gone.</summary>
    public bool IsReleased => Volatile.Read(ref _references) == 0;

    /// <summary>A slot to fill, run and give back; <see cref="Gate"/> bounds how many there are.</summary>
    public RunSlot RentSlot()
    {
        if (_slots.TryTake(out var slot))
        {
            return slot;
        }

        slot = _newSlot();
        _deadlines.Add(slot.Deadline);
        return slot;
    }

    public void ReturnSlot(RunSlot slot) => _slots.Add(slot);

    /// <exception cref="OnnxRuntimeException">The engine or its device failed, or the watchdog ended the run.</exception>
    public void Run(RunSlot slot)
    {
        slot.Deadline.Begin();
        try
        {
            Hook?.BeforeRun?.Invoke(Description.Name);
            slot.Run(_session);
            Health.RunSucceeded();
        }
        catch (OnnxRuntimeException)
        {
            Health.RunFaulted();
            throw;
        }
        finally
        {
            slot.Deadline.End();
        }
    }

    /// <summary>One look of the watchdog at every run; how many it ended.</summary>
    public int EndHungRuns(int looks) => _deadlines.Count(deadline => deadline.Look(looks));

    /// <summary>Takes a reference; false when the last one is gone.</summary>
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

    /// <summary>Gives a reference back. Closing a session takes its time, which is not that of the photo that ended last.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _references) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static model => model.Dispose(), this, preferLocal: false);
        }
    }

    public void Dispose()
    {
        foreach (var slot in _slots)
        {
            slot.Dispose();
        }

        _session.Dispose();
    }
}
