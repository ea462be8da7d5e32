using System.Collections.Concurrent;
using System.Diagnostics;

namespace VisionSystem.Bench.Driving;

/// <summary>
/// Requests at a fixed rate by an absolute schedule, independent of earlier responses; latencies count from the scheduled time. A
/// stalled server therefore delays all requests scheduled during the stall (no coordinated omission).
/// </summary>
internal static class OpenLoop
{
    /// <summary>Loads a server.</summary>
    /// <param name="target">The server and its requests.</param>
    /// <param name="rate">Requests per second.</param>
    /// <param name="length">Time during which requests are sent.</param>
    /// <param name="patience">Maximum wait for responses after the last request; later responses count as lost.</param>
    /// <param name="cancellationToken">Stops immediately.</param>
    /// <param name="onDone">Called with each completed exchange.</param>
    public static async Task<LoadRun> RunAsync(
        Target target, double rate, TimeSpan length, TimeSpan patience, CancellationToken cancellationToken, Action<Exchange>? onDone = null)
    {
        var connections = new ConcurrentStack<Connection>();
        var running = new List<Task<Exchange>>((int)(rate * length.TotalSeconds) + 1);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var (begun, cpu) = (Stopwatch.GetTimestamp(), target.MeterCpu());
        for (var i = 0; i / rate < length.TotalSeconds; i++)
        {
            var due = begun + (long)(i / rate * Stopwatch.Frequency);
            await UntilAsync(due, cancellationToken);
            running.Add(Task.Run(() => SendAsync(target, due, connections, onDone, giveUp.Token), cancellationToken));
        }

        var (sending, shares) = (Stopwatch.GetElapsedTime(begun), cpu.Read());
        giveUp.CancelAfter(patience);
        var exchanges = await Task.WhenAll(running);
        cancellationToken.ThrowIfCancellationRequested();
        foreach (var connection in connections)
        {
            connection.Dispose();
        }

        return new LoadRun(exchanges, sending, shares);
    }

    private static async Task UntilAsync(long due, CancellationToken cancellationToken)
    {
        // The timer has a resolution of one millisecond and never fires early; LateMilliseconds reports the resulting delay.
        while (Stopwatch.GetTimestamp() is var now && now < due)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Max(1, Math.Floor(Stopwatch.GetElapsedTime(now, due).TotalMilliseconds))), cancellationToken);
        }
    }

    private static async Task<Exchange> SendAsync(
        Target target, long due, ConcurrentStack<Connection> connections, Action<Exchange>? onDone, CancellationToken cancellationToken)
    {
        var connection = connections.TryPop(out var idle) ? idle : new Connection(target.Server);
        var (request, number) = target.Next();
        var sent = Stopwatch.GetTimestamp();
        var status = await connection.ExchangeAsync(request, number, cancellationToken);
        var exchange = new Exchange(request.Name, due, sent, Stopwatch.GetTimestamp(), status);
        connections.Push(connection);
        onDone?.Invoke(exchange);
        return exchange;
    }
}
