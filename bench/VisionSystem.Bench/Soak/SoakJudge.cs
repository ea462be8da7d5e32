using VisionSystem.Bench.Reporting;

namespace VisionSystem.Bench.Soak;

/// <summary>What a record says about leaks: the end over the beginning, once warm.</summary>
/// <param name="Memory">Resident memory.</param>
/// <param name="Handles">Open file descriptors.</param>
/// <param name="Threads">Threads.</param>
/// <param name="P95">95th percentile of the answers' times.</param>
internal sealed record SoakJudge(double Memory, double Handles, double Threads, double P95)
{
    public const double MostMemory = 1.05;
    public const double MostHandles = 1.1;
    public const double LeastP95 = 0.85;
    public const double MostP95 = 1.15;

    /// <summary>Code is still being compiled and pools are still filling up until then.</summary>
    private static readonly TimeSpan LongestWarmUp = TimeSpan.FromMinutes(2);

    /// <summary>How long a soak of some length is left alone before it is judged.</summary>
    public static TimeSpan WarmUp(TimeSpan length) => TimeSpan.FromTicks(Math.Min(LongestWarmUp.Ticks, length.Ticks / 5));

    /// <summary>
    /// Judges a stretch: medians over the first and the last tenth of it for what can be looked at, over quarters for times,
    /// of which a tenth has too few.
    /// </summary>
    /// <param name="record">What was seen.</param>
    /// <param name="from">Where the stretch begins.</param>
    /// <param name="to">Where it ends.</param>
    public static SoakJudge Of(SoakRecord record, TimeSpan from, TimeSpan to)
    {
        var (tenth, quarter) = ((to - from) / 10, (to - from) / 4);
        return new SoakJudge(
            Over(usage => usage.Resident), Over(usage => usage.Handles), Over(usage => usage.Threads),
            MedianP95(record, to - quarter, quarter) / MedianP95(record, from, quarter));

        double Over(Func<Servers.ProcessUsage, double> value) => record.Median(to - tenth, to, value) / record.Median(from, from + tenth, value);
    }

    /// <summary>The median over five windows: one stall is not drift.</summary>
    private static double MedianP95(SoakRecord record, TimeSpan from, TimeSpan length)
    {
        const int Windows = 5;
        var window = length / Windows;
        return new Samples(Enumerable.Range(0, Windows).Select(i => record.Latencies(from + (i * window), from + ((i + 1) * window)).Percentile(95))).Median;
    }
}
