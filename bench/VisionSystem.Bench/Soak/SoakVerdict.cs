using VisionSystem.Bench.Reporting;

namespace VisionSystem.Bench.Soak;

/// <summary>Drift of a soak: ratios of the end to the beginning after the warm-up.</summary>
/// <param name="Memory">Ratio of the resident memory.</param>
/// <param name="Handles">Ratio of the number of open file descriptors.</param>
/// <param name="Threads">Ratio of the number of threads.</param>
/// <param name="P95">Ratio of the 95th percentile of the latency.</param>
internal sealed record SoakVerdict(double Memory, double Handles, double Threads, double P95)
{
    public const double MaxMemory = 1.05;
    public const double MaxHandles = 1.1;
    public const double MinP95 = 0.85;
    public const double MaxP95 = 1.15;

    /// <summary>Time until tiered compilation has finished and pools have grown to their final size.</summary>
    private static readonly TimeSpan MaxWarmUp = TimeSpan.FromMinutes(2);

    /// <summary>Time at the beginning of a soak that is excluded from the verdict.</summary>
    public static TimeSpan WarmUp(TimeSpan length) => TimeSpan.FromTicks(Math.Min(MaxWarmUp.Ticks, length.Ticks / 5));

    /// <summary>
    /// Judges an interval by medians over its first and last tenth, or its first and last quarter for latencies, of which a tenth has
    /// too few.
    /// </summary>
    /// <param name="record">The recorded measurements.</param>
    /// <param name="from">Start of the interval.</param>
    /// <param name="to">End of the interval.</param>
    public static SoakVerdict Of(SoakRecord record, TimeSpan from, TimeSpan to)
    {
        var (tenth, quarter) = ((to - from) / 10, (to - from) / 4);
        return new SoakVerdict(
            Over(usage => usage.Resident), Over(usage => usage.Handles), Over(usage => usage.Threads),
            MedianP95(record, to - quarter, quarter) / MedianP95(record, from, quarter));

        double Over(Func<Servers.ProcessUsage, double> value) => record.Median(to - tenth, to, value) / record.Median(from, from + tenth, value);
    }

    /// <summary>The median over five windows, so that a single stall does not count as drift.</summary>
    private static double MedianP95(SoakRecord record, TimeSpan from, TimeSpan length)
    {
        const int Windows = 5;
        var window = length / Windows;
        return new Samples(Enumerable.Range(0, Windows).Select(i => record.Latencies(from + (i * window), from + ((i + 1) * window)).Percentile(95))).Median;
    }
}
