using VisionSystem.Tests.Inference.Models;

namespace VisionSystem.Tests.Inference.Scheduling;

/// <summary>Blocks every run of the engine at its start until released, and counts the runs.</summary>
internal sealed class HeldEngine : IDisposable
{
    private readonly EngineHook _hook;
    private readonly ManualResetEventSlim _open = new(false);
    private int _begun;

    public HeldEngine(EngineHook hook)
    {
        _hook = hook;
        _hook.BeforeRun = _ =>
        {
            Interlocked.Increment(ref _begun);
            _open.Wait();
        };
    }

    /// <summary>The number of runs that have started.</summary>
    public int Begun => Volatile.Read(ref _begun);

    public void Release() => _open.Set();

    public void Dispose()
    {
        _hook.BeforeRun = null;
        _open.Set();
    }
}
