namespace VisionSystem.Bench.Running;

/// <summary>Waits for a condition by polling.</summary>
internal static class Polling
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Polls until there is a result, and returns it.</summary>
    /// <param name="condition">Description of the condition, for the message.</param>
    /// <param name="probe">Returns the result, or null if there is none yet.</param>
    /// <param name="timeout">Maximum time to wait.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="TimeoutException">There was no result in time.</exception>
    public static async Task<T> FindAsync<T>(string condition, Func<CancellationToken, Task<T?>> probe, TimeSpan timeout, CancellationToken cancellationToken)
        where T : class
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);
        using var timer = new PeriodicTimer(Interval);
        try
        {
            while (true)
            {
                if (await probe(deadline.Token) is { } found)
                {
                    return found;
                }

                await timer.WaitForNextTickAsync(deadline.Token);
            }
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"{condition}: not within {timeout.TotalSeconds:0} s.", e);
        }
    }

    /// <summary>Waits until a condition holds.</summary>
    /// <inheritdoc cref="FindAsync{T}"/>
    public static Task WaitAsync(string condition, Func<CancellationToken, Task<bool>> probe, TimeSpan timeout, CancellationToken cancellationToken) =>
        FindAsync(condition, async token => await probe(token) ? condition : null, timeout, cancellationToken);
}
