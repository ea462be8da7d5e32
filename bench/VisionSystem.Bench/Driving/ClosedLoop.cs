using System.Collections.Concurrent;
using System.Diagnostics;

namespace VisionSystem.Bench.Driving;

/// <summary>
/// So many clients, each with one request at a time on its way. Finds what a server can do; says little about waiting, since
/// clients that wait send nothing (coordinated omission).
/// </summary>
internal static class ClosedLoop
{
    private static readonly TimeSpan LongestWarmUp = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    /// <summary>Fewer answers than this say nothing, so the window is made longer, up to four times.</summary>
    private const int FewestAnswers = 32;

    /// <summary>Loads a server.</summary>
    /// <param name="target">The server and its requests.</param>
    /// <param name="concurrency">Clients.</param>
    /// <param name="warmUp">Before answers count; longer where not every client has had one by then.</param>
    /// <param name="window">How long answers count.</param>
    /// <param name="cancellationToken">Stops at once.</param>
    public static async Task<LoadRun> RunAsync(Target target, int concurrency, TimeSpan warmUp, TimeSpan window, CancellationToken cancellationToken)
    {
        var done = new ConcurrentQueue<Exchange>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] clients = [.. Enumerable.Range(0, concurrency).Select(_ => Task.Run(() => RepeatAsync(target, done, stop, cancellationToken), cancellationToken))];

        await WaitAsync(elapsed => elapsed >= warmUp && (done.Count >= concurrency || elapsed >= LongestWarmUp), cancellationToken);
        var (begun, cpu, before) = (Stopwatch.GetTimestamp(), target.MeterCpu(), done.Count);
        await WaitAsync(elapsed => elapsed >= window && (done.Count - before >= FewestAnswers || elapsed >= 4 * window), cancellationToken);
        var (ended, shares) = (Stopwatch.GetTimestamp(), cpu.Read());

        await stop.CancelAsync();
        await Task.WhenAll(clients);
        return new LoadRun([.. done.Where(exchange => exchange.Done >= begun && exchange.Done <= ended)], Stopwatch.GetElapsedTime(begun, ended), shares);
    }

    /// <summary>One client; it takes the answer that it waits for before it stops, so that the next server has the machine to itself.</summary>
    private static async Task RepeatAsync(Target target, ConcurrentQueue<Exchange> done, CancellationTokenSource stop, CancellationToken cancellationToken)
    {
        using var connection = new Connection(target.Server);
        while (!stop.IsCancellationRequested)
        {
            var (request, number) = target.Next();
            var sent = Stopwatch.GetTimestamp();
            var status = await connection.ExchangeAsync(request, number, cancellationToken);
            done.Enqueue(new Exchange(request.Name, sent, sent, Stopwatch.GetTimestamp(), status));
            if (status == Connection.NoAnswer && !stop.IsCancellationRequested)
            {
                await Task.Delay(Look, CancellationToken.None);
            }
        }
    }

    private static async Task WaitAsync(Func<TimeSpan, bool> isOver, CancellationToken cancellationToken)
    {
        for (var begun = Stopwatch.GetTimestamp(); !isOver(Stopwatch.GetElapsedTime(begun));)
        {
            await Task.Delay(Look, cancellationToken);
        }
    }
}
