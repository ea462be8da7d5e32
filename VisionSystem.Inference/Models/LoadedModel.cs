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
    private readonly EngineSessions _sessions;
    private readonly ConcurrentBag<RunSlot> _slots = [];
    private readonly ConcurrentBag<RunDeadline> _deadlines = [];
    private readonly Func<RunSlot> _newSlot;
    private int _references = 1;

    public LoadedModel(
        EngineSessions sessions, ModelDescription description, Head head, string provider, RunQueue queue, Func<RunSlot> newSlot)
    {
        (_sessions, _newSlot, Description, Head, Provider, Queue) = (sessions, newSlot, description, head, provider, queue);
    }

    public ModelDescription Description { get; }

    /// <summary>How its output is read.</summary>
    public Head Head { get; }

    public IHeadDecoder Decoder => Head.Decoder;

    /// <summary><c>cpu</c>, <c>cuda</c> or <c>tensorrt</c>, as proven by the warm-up run.</summary>
    public string Provider { get; }

    /// <summary>Who runs and who waits.</summary>
    public RunQueue Queue { get; }

    /// <summary>What its runs and probes say about it.</summary>
    public ModelHealth Health { get; } = new();

    /// <summary>Called before each run; see <see cref="EngineHook"/>.</summary>
    public EngineHook? Hook { get; set; }

    /// <summary>Whether the last reference is gone.</summary>
    public bool IsReleased => Volatile.Read(ref _references) == 0;

    /// <summary>A slot to fill, run and give back; <see cref="Queue"/> bounds how many there are.</summary>
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

    /// <summary>Runs the first so many places of a slot, over all cores where no other photo is in hand.</summary>
    /// <exception cref="OnnxRuntimeException">The engine or its device failed, or the watchdog ended the run.</exception>
    public void Run(RunSlot slot, int photos, bool alone)
    {
        slot.Deadline.Begin();
        try
        {
            Hook?.BeforeRun?.Invoke(Description.Name);
            slot.Run(_sessions.For(alone), photos);
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

        Queue.Dispose();
        _sessions.Dispose();
    }
}
