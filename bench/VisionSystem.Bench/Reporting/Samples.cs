namespace VisionSystem.Bench.Reporting;

/// <summary>Measurements of one thing in one unit, in the order they were taken.</summary>
internal sealed class Samples
{
    private readonly double[] _taken;
    private readonly double[] _sorted;

    /// <exception cref="ArgumentException">There are none.</exception>
    public Samples(IEnumerable<double> values)
    {
        _taken = [.. values];
        if (_taken.Length == 0)
        {
            throw new ArgumentException("Nothing was measured.", nameof(values));
        }

        _sorted = [.. _taken];
        Array.Sort(_sorted);
    }

    public int Count => _taken.Length;

    public double Median => Percentile(50);

    public double Least => _sorted[0];

    public double Most => _sorted[^1];

    public IReadOnlyList<double> Taken => _taken;

    /// <summary>By linear interpolation between the two nearest ranks (Hyndman and Fan 1996, definition 7).</summary>
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
    /// This over another, round by round: what was measured in the same round shared the machine's mood, so the spread of
    /// these ratios is narrower, and truer, than that of ratios of medians.
    /// </summary>
    /// <exception cref="ArgumentException">They are not of the same number of rounds.</exception>
    public Samples Over(Samples other) => _taken.Length == other._taken.Length
        ? new Samples(_taken.Zip(other._taken, (one, two) => one / two))
        : throw new ArgumentException($"{_taken.Length} rounds cannot be held against {other._taken.Length}.", nameof(other));

    /// <summary>Each measurement changed in the same way.</summary>
    public Samples Select(Func<double, double> change) => new(_taken.Select(change));
}
