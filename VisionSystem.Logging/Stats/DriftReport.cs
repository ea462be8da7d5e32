using VisionSystem.Contracts;
using VisionSystem.Logging.Persistence;

namespace VisionSystem.Logging.Stats;

/// <summary>Compares the counts of the window with those of the reference.</summary>
internal static class DriftReport
{
    private static readonly string[] Verdicts = ["stable", "moderate", "shifted"];

    public static PredictionDrift Of(DriftCounts reference, DriftCounts window)
    {
        DriftMeasure[] measures =
        [
            Measure("classes", ClassBins(reference, window), counts => ByClass(counts)),
            Measure("confidence", DriftBins.Tenths, counts => Count(counts.Objects, item => item.Confidence, DriftBins.Tenths)),
            Measure("box_size", DriftBins.Sizes, counts => Count(counts.Objects.Where(item => item.Size is not null), item => item.Size!.Value, DriftBins.Sizes)),
            Measure("brightness", DriftBins.Tenths, counts => Enumerable.Range(0, DriftBins.Tenths.Count).ToDictionary(i => DriftBins.Tenths[i], i => counts.Brightness.GetValueOrDefault(i))),
        ];
        var worst = measures.Select(measure => Array.IndexOf(Verdicts, measure.Verdict)).Max();
        return new PredictionDrift(Sample(window), Sample(reference), worst < 0 ? null : Verdicts[worst], measures);

        DriftMeasure Measure(string name, IReadOnlyList<string> labels, Func<DriftCounts, Dictionary<string, long>> count)
        {
            var (then, now) = (count(reference), count(window));
            long[] before = [.. labels.Select(label => then.GetValueOrDefault(label))];
            long[] after = [.. labels.Select(label => now.GetValueOrDefault(label))];
            DriftBin[] bins = [.. labels.Select((label, i) => new DriftBin(label, before[i], after[i]))];
            if (before.Sum() == 0 || after.Sum() == 0)
            {
                return new DriftMeasure(name, null, null, null, bins);
            }

            var psi = Divergence.Psi(before, after);
            return new DriftMeasure(name, Math.Round(psi, 4), Math.Round(Divergence.JensenShannon(before, after), 4), Divergence.Verdict(psi, before, after), bins);
        }

        Dictionary<string, long> ByClass(DriftCounts counts)
        {
            var labels = ClassBins(reference, window).ToHashSet();
            return counts.Objects
                .GroupBy(item => labels.Contains(item.Class) ? item.Class : DriftBins.OtherClasses)
                .ToDictionary(group => group.Key, group => group.Sum(item => item.Count));
        }
    }

    /// <summary>Returns the classes of both sides, most frequent first, with the remaining classes combined.</summary>
    private static List<string> ClassBins(DriftCounts reference, DriftCounts window)
    {
        var classes = reference.Objects.Concat(window.Objects)
            .GroupBy(item => item.Class)
            .OrderByDescending(group => group.Sum(item => item.Count))
            .ThenBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => group.Key)
            .ToList();
        return classes.Count <= DriftBins.MaxClasses ? classes : [.. classes.Take(DriftBins.MaxClasses), DriftBins.OtherClasses];
    }

    private static Dictionary<string, long> Count(IEnumerable<ObjectCount> objects, Func<ObjectCount, int> bin, IReadOnlyList<string> labels) =>
        objects.GroupBy(item => labels[bin(item)]).ToDictionary(group => group.Key, group => group.Sum(item => item.Count));

    private static DriftSample Sample(DriftCounts counts) => new(counts.Span.From, counts.Span.To, counts.Predictions, counts.Sampled);
}
