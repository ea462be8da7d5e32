namespace VisionSystem.ServiceDefaults.Lifetime;

/// <summary>
/// The shutdown state of the process. After a stop signal <c>/ready</c> returns 503 and services refuse new requests
/// (<see cref="DrainExtensions.RefuseWhileDraining"/>); requests in progress are finished. Thread-safe.
/// </summary>
public sealed class DrainState : IDisposable
{
    private readonly CancellationTokenSource _begun = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private int _inProgress;
    private bool _draining;

    /// <summary>True after a stop signal.</summary>
    public bool IsDraining => Volatile.Read(ref _draining);

    /// <summary>Cancelled when the service begins to drain, for responses without an end of their own.</summary>
    public CancellationToken Begun => _begun.Token;

    /// <summary>Completes when the service drains and no request is in progress.</summary>
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

    /// <inheritdoc/>
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
