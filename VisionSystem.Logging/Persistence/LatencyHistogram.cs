using VisionSystem.Contracts;

namespace VisionSystem.Logging.Persistence;

/// <summary>
/// Counts durations in buckets whose width grows by 2 %, so that a percentile is accurate to 1 % for any number of values
/// (the idea of HdrHistogram, http://hdrhistogram.org). The database counts per bucket; this class merges the counts.
/// </summary>
internal sealed class LatencyHistogram
{
    /// <summary>Number of buckets for a factor of e: the bucket of a value is floor(<see cref="PerE"/> × ln(value)).</summary>
    public const int PerE = 50;

    /// <summary>Smallest distinguishable duration, ms; shorter ones count as this one.</summary>
    public const double Shortest = 0.001;

    private readonly SortedDictionary<int, long> _buckets = [];
    private long _count;
    private double _sum;
    private double _max;

    /// <summary>Adds values of one bucket.</summary>
    /// <param name="bucket">Bucket index.</param>
    /// <param name="count">Number of values.</param>
    /// <param name="sum">Sum of the values, ms.</param>
    /// <param name="max">Largest value, ms.</param>
    public void Add(int bucket, long count, double sum, double max)
    {
        _buckets[bucket] = _buckets.GetValueOrDefault(bucket) + count;
        _count += count;
        _sum += sum;
        _max = Math.Max(_max, max);
    }

    /// <summary>Returns the summary; null for an empty histogram.</summary>
    public LatencySummary? Summarize() => _count == 0
        ? null
        : new LatencySummary(Round(_sum / _count), Percentile(0.5), Percentile(0.9), Percentile(0.95), Percentile(0.99), Round(_max));

    /// <summary>Returns the nearest-rank percentile: the smallest value such that at least the given fraction of all values is not larger.</summary>
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
