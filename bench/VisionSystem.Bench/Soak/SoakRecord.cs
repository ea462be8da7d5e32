using System.Collections.Concurrent;
using System.Diagnostics;
using VisionSystem.Bench.Driving;
using VisionSystem.Bench.Reporting;
using VisionSystem.Bench.Servers;

namespace VisionSystem.Bench.Soak;

/// <summary>A look at the server.</summary>
/// <param name="At">Since the beginning.</param>
/// <param name="Usage">What it used.</param>
internal readonly record struct SoakLook(TimeSpan At, ProcessUsage Usage);

/// <summary>All that was seen in a soak: a look at the server every second, and every exchange.</summary>
internal sealed class SoakRecord
{
    /// <summary>How long answers are awaited after the last request.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly ConcurrentQueue<(TimeSpan At, Exchange Exchange)> _exchanges = [];
    private readonly List<SoakLook> _looks = [];
    private readonly long _begun = Stopwatch.GetTimestamp();

    private SoakRecord(TimeSpan length) => Length = length;

    public TimeSpan Length { get; }

    /// <summary>Who took the processor.</summary>
    public CpuShares Cpu { get; private set; }

    public IEnumerable<Exchange> Exchanges => _exchanges.Select(pair => pair.Exchange);

    /// <summary>Loads a server with the mix.</summary>
    public static async Task<SoakRecord> TakeAsync(RunningServer server, double rate, TimeSpan length, CancellationToken cancellationToken)
    {
        var record = new SoakRecord(length);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var looking = record.LookAsync(server, ended.Token);
        var run = await OpenLoop.RunAsync(
            SoakMix.For(server), rate, length, Patience, cancellationToken,
            exchange => record._exchanges.Enqueue((Stopwatch.GetElapsedTime(record._begun), exchange)));
        record.Cpu = run.Cpu;
        await ended.CancelAsync();
        await looking;
        return record;
    }

    /// <summary>The looks of a stretch.</summary>
    public IEnumerable<SoakLook> Looks(TimeSpan from, TimeSpan to) => _looks.Where(look => look.At >= from && look.At < to);

    /// <summary>The median of something over a stretch.</summary>
    public double Median(TimeSpan from, TimeSpan to, Func<ProcessUsage, double> value) => new Samples(Looks(from, to).Select(look => value(look.Usage))).Median;

    /// <summary>The exchanges of a stretch.</summary>
    public IEnumerable<Exchange> Between(TimeSpan from, TimeSpan to) => _exchanges.Where(pair => pair.At >= from && pair.At < to).Select(pair => pair.Exchange);

    /// <summary>Latencies of successes in a stretch.</summary>
    public Samples Latencies(TimeSpan from, TimeSpan to) =>
        new(Between(from, to).Where(exchange => exchange.Succeeded).Select(exchange => exchange.Milliseconds).DefaultIfEmpty(double.PositiveInfinity));

    private async Task LookAsync(RunningServer server, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                _looks.Add(new SoakLook(Stopwatch.GetElapsedTime(_begun), server.Usage(withShares: false)));
                await Task.Delay(Every, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The load has ended, and with it the looking.
        }
    }
}
