namespace VisionSystem.Inference.Scheduling;

/// <summary>
/// A number of places that tenants share. A single tenant may hold all of them. A tenant below its equal share never waits for
/// another: it receives one of the reserved places. Everyone else waits in turn. Allocates only for callers that wait. Thread-safe.
/// </summary>
/// <param name="places">The number of places, at least 1.</param>
/// <param name="reserved">The number of additional places for tenants below their share.</param>
internal sealed class TenantGate(int places, int reserved)
{
    private readonly Lock _lock = new();
    private readonly TenantCounts _held = new();
    private readonly TenantTurns<TaskCompletionSource> _waiting = new();

    /// <summary>Waits for a place. Must be followed by <see cref="Release"/>.</summary>
    public ValueTask AcquireAsync(string tenant, CancellationToken cancellationToken)
    {
        TaskCompletionSource turn;
        lock (_lock)
        {
            if (_held.Total < places || (_held.Total < places + reserved && _held.Of(tenant) < _held.ShareFor(tenant, places)))
            {
                _held.Increment(tenant);
                return ValueTask.CompletedTask;
            }

            turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(tenant, turn);
        }

        return WaitAsync(turn, cancellationToken);
    }

    public void Release(string tenant)
    {
        lock (_lock)
        {
            _held.Decrement(tenant);
            while (_held.Total < places && _waiting.TryDequeue(out var next, out var waiting))
            {
                // False for a cancelled wait.
                if (next.TrySetResult())
                {
                    _held.Increment(waiting);
                }
            }
        }
    }

    private static async ValueTask WaitAsync(TaskCompletionSource turn, CancellationToken cancellationToken)
    {
        await using (cancellationToken.UnsafeRegister(static (turn, token) => ((TaskCompletionSource)turn!).TrySetCanceled(token), turn))
        {
            await turn.Task;
        }
    }
}
