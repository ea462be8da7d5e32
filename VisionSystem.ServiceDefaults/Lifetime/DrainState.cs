namespace VisionSystem.ServiceDefaults.Lifetime;

/// <summary>
/// Whether the process was told to stop. From then on <c>/ready</c> answers 503 and services refuse new work
/// (<see cref="DrainExtensions.RefuseWhileDraining"/>); what is in progress is finished.
/// </summary>
public sealed class DrainState : IDisposable
{
    private readonly CancellationTokenSource _begun = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private int _inProgress;
    private bool _draining;

    public bool IsDraining => Volatile.Read(ref _draining);

    /// <summary>Cancelled when the service begins to drain: what would never end by itself ends then.</summary>
    public CancellationToken Begun => _begun.Token;

    /// <summary>Completes when the service drains and no request is in progress any more.</summary>
    internal Task Idle => _idle.Task;

    internal void BeginDraining()
    {
        lock (_lock)
        {
            _draining = true;
            CompleteIfIdle();
        }

        _begun.Cancel();
    }

    public void Dispose() => _begun.Dispose();

    internal void Enter()
    {
        lock (_lock)
        {
            _inProgress++;
        }
    }

    internal void Exit()
    {
        lock (_lock)
        {
            _inProgress--;
            CompleteIfIdle();
        }
    }

    private void CompleteIfIdle()
    {
        if (_draining && _inProgress == 0)
        {
            _idle.TrySetResult();
        }
    }
}
