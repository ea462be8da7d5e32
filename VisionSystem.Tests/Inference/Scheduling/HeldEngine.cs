using VisionSystem.Tests.Inference.Models;

namespace VisionSystem.Tests.Inference.Scheduling;

/// <summary>Holds every run of the engine at its beginning until told otherwise, and counts them.</summary>
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

    /// <summary>Runs that have begun.</summary>
    public int Begun => Volatile.Read(ref _begun);

    public void Release() => _open.Set();

    public void Dispose()
    {
        _hook.BeforeRun = null;
        _open.Set();
    }
}
