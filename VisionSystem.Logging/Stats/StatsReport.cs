using VisionSystem.Contracts;
using VisionSystem.Logging.Persistence;

namespace VisionSystem.Logging.Stats;

/// <summary>Combines the sums of the database by model, by hour or day, and in total.</summary>
internal static class StatsReport
{
    public static PredictionStats Of(StatsQuery query, StatsPeriods periods, StatsRows rows)
    {
        var all = Tally.Of(rows.Latencies);
        var tallies = rows.Latencies.GroupBy(row => periods.Of(row.Start)).ToDictionary(group => group.Key, Tally.Of);
        var errors = rows.Errors.GroupBy(row => periods.Of(row.Start)).ToDictionary(group => group.Key, group => group.Sum(row => row.Jobs));
        return new PredictionStats(
            query.From,
            query.To,
            query.Interval,
            query.Zone.Id,
            all.Predictions,
            all.Detections,
            rows.Errors.Sum(row => row.Jobs),
            all.Latency,
            rows.Classes,
            [.. rows.Latencies
                .GroupBy(row => (row.Model, row.Version))
                .Select(group => (group.Key, Tally: Tally.Of(group)))
                .OrderByDescending(model => model.Tally.Predictions)
                .Select(model => new ModelStats(model.Key.Model, model.Key.Version, model.Tally.Predictions, model.Tally.Detections, model.Tally.Latency!))],
            [.. periods.Starts.Select(start =>
            {
                var tally = tallies.GetValueOrDefault(start) ?? Tally.Of([]);
                return new PeriodStats(start, tally.Predictions, tally.Detections, errors.GetValueOrDefault(start), tally.Latency);
            })]);
    }

    private sealed record Tally(long Predictions, long Detections, LatencySummary? Latency)
    {
        public static Tally Of(IEnumerable<LatencyRow> rows)
        {
            var (predictions, detections, histogram) = (0L, 0L, new LatencyHistogram());
            foreach (var row in rows)
            {
                predictions += row.Predictions;
                detections += row.Detections;
                histogram.Add(row.Bucket, row.Predictions, row.SumMs, row.MaxMs);
            }

            return new Tally(predictions, detections, histogram.Summarize());
        }
    }
}
