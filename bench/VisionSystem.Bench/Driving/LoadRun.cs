using System.Diagnostics;
using VisionSystem.Bench.Reporting;

namespace VisionSystem.Bench.Driving;

/// <summary>What came of a stretch of load.</summary>
/// <param name="Exchanges">Those that count, in the order they were done.</param>
/// <param name="Length">How long the stretch was.</param>
/// <param name="Cpu">Who took the processor meanwhile.</param>
internal sealed record LoadRun(IReadOnlyList<Exchange> Exchanges, TimeSpan Length, CpuShares Cpu)
{
    /// <summary>Milliseconds of each answer that was a success.</summary>
    public IEnumerable<double> Latencies => Exchanges.Where(exchange => exchange.Succeeded).Select(exchange => exchange.Milliseconds);

    public int Failures => Exchanges.Count(exchange => exchange.Status is not (200 or Connection.Left));

    /// <summary>Successes per second, between the first and the last, so that the window's edges cut none in two.</summary>
    public double Throughput
    {
        get
        {
            long[] done = [.. Exchanges.Where(exchange => exchange.Succeeded).Select(exchange => exchange.Done)];
            return done.Length < 2 ? 0 : (done.Length - 1) / Stopwatch.GetElapsedTime(done.Min(), done.Max()).TotalSeconds;
        }
    }

    /// <summary>The latencies of successes.</summary>
    /// <exception cref="InvalidOperationException">There was none.</exception>
    public Samples LatencySamples() => Exchanges.Any(exchange => exchange.Succeeded)
        ? new Samples(Latencies)
        : throw new InvalidOperationException($"No request succeeded; the first status of {Exchanges.Count} was {Exchanges.Select(exchange => exchange.Status).FirstOrDefault()}.");
}
