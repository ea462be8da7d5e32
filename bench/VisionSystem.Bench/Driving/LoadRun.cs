using System.Diagnostics;
using VisionSystem.Bench.Reporting;

namespace VisionSystem.Bench.Driving;

/// <summary>The result of one load interval.</summary>
/// <param name="Exchanges">The counted exchanges in order of completion.</param>
/// <param name="Length">Length of the interval.</param>
/// <param name="Cpu">Processor time during the interval.</param>
internal sealed record LoadRun(IReadOnlyList<Exchange> Exchanges, TimeSpan Length, CpuShares Cpu)
{
    /// <summary>Milliseconds of each successful response.</summary>
    public IEnumerable<double> Latencies => Exchanges.Where(exchange => exchange.Succeeded).Select(exchange => exchange.Milliseconds);

    public int Failures => Exchanges.Count(exchange => exchange.Status is not (200 or Connection.Disconnected));

    /// <summary>Successful responses per second between the first and the last one, independent of the edges of the window.</summary>
    public double Throughput
    {
        get
        {
            long[] done = [.. Exchanges.Where(exchange => exchange.Succeeded).Select(exchange => exchange.Done)];
            return done.Length < 2 ? 0 : (done.Length - 1) / Stopwatch.GetElapsedTime(done.Min(), done.Max()).TotalSeconds;
        }
    }

    /// <summary>The latencies of the successful responses.</summary>
    /// <exception cref="InvalidOperationException">No request succeeded.</exception>
    public Samples LatencySamples() => Exchanges.Any(exchange => exchange.Succeeded)
        ? new Samples(Latencies)
        : throw new InvalidOperationException($"No request succeeded; the first status of {Exchanges.Count} was {Exchanges.Select(exchange => exchange.Status).FirstOrDefault()}.");
}

/// <summary>A request and its response; times in ticks of <see cref="Stopwatch"/>.</summary>
/// <param name="Name">Kind of the request.</param>
/// <param name="Due">Scheduled time of sending; in a closed loop, the actual time.</param>
/// <param name="Sent">Actual time of sending.</param>
/// <param name="Done">Arrival of the last byte of the response.</param>
/// <param name="Status">HTTP status code, or a pseudo status of <see cref="Connection"/>.</param>
internal readonly record struct Exchange(string Name, long Due, long Sent, long Done, int Status)
{
    public bool Succeeded => Status == 200;

    /// <summary>Latency from the scheduled time, which includes the delay that a stalled server causes for later requests.</summary>
    public double Milliseconds => Stopwatch.GetElapsedTime(Due, Done).TotalMilliseconds;

    /// <summary>Delay of the load driver itself.</summary>
    public double LateMilliseconds => Stopwatch.GetElapsedTime(Due, Sent).TotalMilliseconds;
}
