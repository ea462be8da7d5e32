using System.Collections.Concurrent;
using System.Diagnostics;
using VisionSystem.Bench.Driving;
using VisionSystem.Bench.Reporting;
using VisionSystem.Bench.Servers;

namespace VisionSystem.Bench.Soak;

/// <summary>One sample of the server's resource usage.</summary>
/// <param name="At">Time since the start of the soak.</param>
/// <param name="Usage">The resource usage.</param>
internal readonly record struct UsageSample(TimeSpan At, ProcessUsage Usage);

/// <summary>The measurements of a soak: the resource usage every second, and every exchange.</summary>
internal sealed class SoakRecord
{
    /// <summary>Maximum wait for responses after the last request.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly ConcurrentQueue<(TimeSpan At, Exchange Exchange)> _exchanges = [];
    private readonly List<UsageSample> _usageSamples = [];
    private readonly long _begun = Stopwatch.GetTimestamp();

    private SoakRecord(TimeSpan length) => Length = length;

    public TimeSpan Length { get; }

    /// <summary>Processor time during the soak.</summary>
    public CpuShares Cpu { get; private set; }

    public IEnumerable<Exchange> Exchanges => _exchanges.Select(pair => pair.Exchange);

    /// <summary>Loads a server with the mix and records the measurements.</summary>
    public static async Task<SoakRecord> RecordAsync(RunningServer server, double rate, TimeSpan length, CancellationToken cancellationToken)
    {
        var record = new SoakRecord(length);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sampling = record.SampleUsageAsync(server, ended.Token);
        var run = await OpenLoop.RunAsync(
            SoakMix.For(server), rate, length, Patience, cancellationToken,
            exchange => record._exchanges.Enqueue((Stopwatch.GetElapsedTime(record._begun), exchange)));
        record.Cpu = run.Cpu;
        await ended.CancelAsync();
        await sampling;
        return record;
    }

    /// <summary>The samples of an interval.</summary>
    public IEnumerable<UsageSample> UsageSamples(TimeSpan from, TimeSpan to) => _usageSamples.Where(sample => sample.At >= from && sample.At < to);

    /// <summary>The median of a value over an interval.</summary>
    public double Median(TimeSpan from, TimeSpan to, Func<ProcessUsage, double> value) => new Samples(UsageSamples(from, to).Select(sample => value(sample.Usage))).Median;

    /// <summary>The exchanges of an interval.</summary>
    public IEnumerable<Exchange> Between(TimeSpan from, TimeSpan to) => _exchanges.Where(pair => pair.At >= from && pair.At < to).Select(pair => pair.Exchange);

    /// <summary>Latencies of the successful responses of an interval.</summary>
    public Samples Latencies(TimeSpan from, TimeSpan to) =>
        new(Between(from, to).Where(exchange => exchange.Succeeded).Select(exchange => exchange.Milliseconds).DefaultIfEmpty(double.PositiveInfinity));

    private async Task SampleUsageAsync(RunningServer server, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                _usageSamples.Add(new UsageSample(Stopwatch.GetElapsedTime(_begun), server.Usage(withShares: false)));
                await Task.Delay(Every, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The load has ended.
        }
    }
}
