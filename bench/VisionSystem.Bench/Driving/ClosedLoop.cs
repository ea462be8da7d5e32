using System.Collections.Concurrent;
using System.Diagnostics;

namespace VisionSystem.Bench.Driving;

/// <summary>
/// Clients that each keep one request in flight. Measures capacity, not latency under load: a waiting client sends nothing
/// (coordinated omission).
/// </summary>
internal static class ClosedLoop
{
    private static readonly TimeSpan MaxWarmUp = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>Number of responses below which the window is extended, up to four times its length.</summary>
    private const int MinResponses = 32;

    /// <summary>Loads a server.</summary>
    /// <param name="target">The server and its requests.</param>
    /// <param name="concurrency">Number of clients.</param>
    /// <param name="warmUp">Time before responses count; extended until every client has received one.</param>
    /// <param name="window">Time during which responses count.</param>
    /// <param name="cancellationToken">Stops immediately.</param>
    public static async Task<LoadRun> RunAsync(Target target, int concurrency, TimeSpan warmUp, TimeSpan window, CancellationToken cancellationToken)
    {
        var done = new ConcurrentQueue<Exchange>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] clients = [.. Enumerable.Range(0, concurrency).Select(_ => Task.Run(() => RepeatAsync(target, done, stop, cancellationToken), cancellationToken))];

        await WaitAsync(elapsed => elapsed >= warmUp && (done.Count >= concurrency || elapsed >= MaxWarmUp), cancellationToken);
        var (begun, cpu, before) = (Stopwatch.GetTimestamp(), target.MeterCpu(), done.Count);
        await WaitAsync(elapsed => elapsed >= window && (done.Count - before >= MinResponses || elapsed >= 4 * window), cancellationToken);
        var (ended, shares) = (Stopwatch.GetTimestamp(), cpu.Read());

        await stop.CancelAsync();
        await Task.WhenAll(clients);
        return new LoadRun([.. done.Where(exchange => exchange.Done >= begun && exchange.Done <= ended)], Stopwatch.GetElapsedTime(begun, ended), shares);
    }

    /// <summary>Runs one client. It receives its pending response before it stops, so that no load remains for the next server.</summary>
    private static async Task RepeatAsync(Target target, ConcurrentQueue<Exchange> done, CancellationTokenSource stop, CancellationToken cancellationToken)
    {
        using var connection = new Connection(target.Server);
        while (!stop.IsCancellationRequested)
        {
            var (request, number) = target.Next();
            var sent = Stopwatch.GetTimestamp();
            var status = await connection.ExchangeAsync(request, number, cancellationToken);
            done.Enqueue(new Exchange(request.Name, sent, sent, Stopwatch.GetTimestamp(), status));
            if (status == Connection.NoResponse && !stop.IsCancellationRequested)
            {
                await Task.Delay(PollInterval, CancellationToken.None);
            }
        }
    }

    private static async Task WaitAsync(Func<TimeSpan, bool> isOver, CancellationToken cancellationToken)
    {
        for (var begun = Stopwatch.GetTimestamp(); !isOver(Stopwatch.GetElapsedTime(begun));)
        {
            await Task.Delay(PollInterval, cancellationToken);
        }
    }
}
