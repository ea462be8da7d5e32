namespace VisionSystem.Bench.Reporting;

/// <summary>Measurements of one quantity in one unit, in chronological order.</summary>
internal sealed class Samples
{
    private readonly double[] _values;
    private readonly double[] _sorted;

    /// <exception cref="ArgumentException">There are no measurements.</exception>
    public Samples(IEnumerable<double> values)
    {
        _values = [.. values];
        if (_values.Length == 0)
        {
            throw new ArgumentException("There are no measurements.", nameof(values));
        }

        _sorted = [.. _values];
        Array.Sort(_sorted);
    }

    public int Count => _values.Length;

    public double Median => Percentile(50);

    public double Min => _sorted[0];

    public double Max => _sorted[^1];

    public IReadOnlyList<double> Values => _values;

    /// <summary>A percentile by linear interpolation between the two nearest ranks (Hyndman and Fan 1996, definition 7).</summary>
    /// <param name="percent">0..100.</param>
    public double Percentile(double percent)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(percent);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(percent, 100);
        var place = percent / 100 * (_sorted.Length - 1);
        var below = (int)place;
        var above = Math.Min(below + 1, _sorted.Length - 1);
        return _sorted[below] + ((place - below) * (_sorted[above] - _sorted[below]));
    }

    /// <summary>
    /// The ratio of these samples to others, round by round. Samples of one round share the state of the machine, so these ratios
    /// vary less than ratios of medians.
    /// </summary>
    /// <exception cref="ArgumentException">The numbers of rounds differ.</exception>
    public Samples RatioTo(Samples other) => _values.Length == other._values.Length
        ? new Samples(_values.Zip(other._values, (one, two) => one / two))
        : throw new ArgumentException($"{_values.Length} rounds cannot be compared with {other._values.Length}.", nameof(other));

    /// <summary>Applies a function to each measurement.</summary>
    public Samples Select(Func<double, double> change) => new(_values.Select(change));
}
