namespace VisionSystem.Logging.Stats;

/// <summary>Measures of the difference between two distributions over the same bins.</summary>
internal static class Divergence
{
    /// <summary>Below this index the distribution is stable; from <see cref="Shifted"/> it has shifted (Siddiqi, Credit Risk Scorecards, 2006).</summary>
    private const double Moderate = 0.1;

    private const double Shifted = 0.25;

    /// <summary>Added to every bin's count, so that a bin that is empty on one side does not result in an infinite index.</summary>
    private const double Smoothing = 0.5;

    /// <summary>The population stability index Σ (p − q) · ln(p / q) (Siddiqi 2006), at least 0.</summary>
    public static double Psi(IReadOnlyList<long> reference, IReadOnlyList<long> window)
    {
        var (q, p) = (Smoothed(reference), Smoothed(window));
        return p.Zip(q, (now, then) => (now - then) * Math.Log(now / then)).Sum();
    }

    /// <summary>
    /// The Jensen–Shannon divergence H((p + q) / 2) − (H(p) + H(q)) / 2 to base 2, 0 to 1 (Lin, Divergence measures based on
    /// the Shannon entropy, IEEE Trans. Inf. Theory 37, 1991).
    /// </summary>
    public static double JensenShannon(IReadOnlyList<long> reference, IReadOnlyList<long> window)
    {
        var (q, p) = (Parts(reference, 0), Parts(window, 0));
        var middle = p.Zip(q, (now, then) => (now + then) / 2);
        return Math.Max(0, Entropy(middle) - ((Entropy(p) + Entropy(q)) / 2));
    }

    /// <summary>
    /// Classifies an index. An index that two samples of the same distribution can show by chance is stable, whatever its
    /// size. Divided by (1/n + 1/m), the index of such samples follows χ² with one degree of freedom fewer than bins (Yurdakul
    /// and Naranjo, Statistical properties of the population stability index, J. Risk Model Validation 14, 2020). The upper 5 %
    /// of that distribution begin at about k + 1.645 · √(2k).
    /// </summary>
    public static string Verdict(double psi, IReadOnlyList<long> reference, IReadOnlyList<long> window)
    {
        var freedom = reference.Zip(window, (then, now) => then + now).Count(both => both > 0) - 1;
        var chance = (freedom + (1.645 * Math.Sqrt(2 * Math.Max(0, freedom)))) * ((1.0 / reference.Sum()) + (1.0 / window.Sum()));
        return psi < Moderate || psi < chance ? "stable" : psi < Shifted ? "moderate" : "shifted";
    }

    private static double[] Smoothed(IReadOnlyList<long> counts) => Parts(counts, Smoothing);

    private static double[] Parts(IReadOnlyList<long> counts, double added)
    {
        var sum = counts.Sum() + (added * counts.Count);
        return [.. counts.Select(count => (count + added) / sum)];
    }

    private static double Entropy(IEnumerable<double> parts) => -parts.Where(part => part > 0).Sum(part => part * Math.Log2(part));
}
