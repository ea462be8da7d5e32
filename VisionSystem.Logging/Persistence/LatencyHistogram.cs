using VisionSystem.Contracts;

namespace VisionSystem.Logging.Persistence;

/// <summary>
/// Counts durations in buckets that are each 2 % wider than the one before, so that a percentile is within 1 % of the value
/// however many there are (the idea of HdrHistogram, http://hdrhistogram.org). The database counts; here is added up.
/// </summary>
internal sealed class LatencyHistogram
{
    /// <summary>A value's bucket is floor(<see cref="PerE"/> × ln(value)): so many buckets for a factor of e.</summary>
    public const int PerE = 50;

    /// <summary>Shorter durations count as this one, in milliseconds.</summary>
    public const double Shortest = 0.001;

    private readonly SortedDictionary<int, long> _buckets = [];
    private long _count;
    private double _sum;
    private double _max;

    /// <summary>Adds values of one bucket.</summary>
    /// <param name="bucket">Their bucket.</param>
    /// <param name="count">How many.</param>
    /// <param name="sum">Their sum, ms.</param>
    /// <param name="max">The largest, ms.</param>
    public void Add(int bucket, long count, double sum, double max)
    {
        _buckets[bucket] = _buckets.GetValueOrDefault(bucket) + count;
        _count += count;
        _sum += sum;
        _max = Math.Max(_max, max);
    }

    /// <summary>Null where nothing was added.</summary>
    public LatencySummary? Summarize() => _count == 0
        ? null
        : new LatencySummary(Round(_sum / _count), Percentile(0.5), Percentile(0.9), Percentile(0.95), Percentile(0.99), Round(_max));

    /// <summary>The nearest-rank percentile: the smallest value that no fewer than this part of all values are at or below.</summary>
    private double Percentile(double part)
    {
        var rank = (long)Math.Ceiling(part * _count);
        foreach (var (bucket, count) in _buckets)
        {
            rank -= count;
            if (rank <= 0)
            {
                return Round(Math.Min(_max, Math.Exp((bucket + 0.5) / PerE)));
            }
        }

        return Round(_max);
    }

    private static double Round(double milliseconds) => Math.Round(milliseconds, 3);
}
