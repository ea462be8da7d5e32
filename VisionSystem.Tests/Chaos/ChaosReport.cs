using System.Globalization;

namespace VisionSystem.Tests.Chaos;

/// <summary>Runs load with and without faults, and reports the response times of each phase.</summary>
internal sealed class ChaosReport(ImageLoad load)
{
    private readonly List<(TimeSpan From, TimeSpan To)> _calm = [];
    private (TimeSpan From, TimeSpan To) _storm;

    public async Task CalmAsync(TimeSpan length)
    {
        var from = load.Elapsed;
        await UntilAsync(from + length);
        _calm.Add((from, load.Elapsed));
    }

    /// <summary>Injects each fault once in random order, then random faults, one at a time.</summary>
    public async Task StormAsync(ChaosSystem system, TimeSpan length, Random random)
    {
        var from = load.Elapsed;
        var next = new Queue<Fault>(Fault.All.OrderBy(_ => random.Next()));
        while (load.Elapsed < from + length)
        {
            var fault = next.TryDequeue(out var unseen) ? unseen : Fault.All[random.Next(Fault.All.Count)];
            System.Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{load.Elapsed.TotalSeconds,7:0.0} s  {fault.Name}"));
            await fault.StrikeAsync(system);
            await load.UntilMoreAsync(random.Next(15, 60));
            if (fault.FillsTheSpool)
            {
                var refused = load.Refused.GetValueOrDefault("spool-full");
                await Until.TrueAsync("photos are refused", () => load.Refused.GetValueOrDefault("spool-full") > refused, TimeSpan.FromMinutes(1));
            }

            await fault.MendAsync(system);
            await load.UntilMoreAsync(random.Next(1, 45));
        }

        _storm = (from, load.Elapsed);
    }

    public void Write(TextWriter output)
    {
        var calm = Sorted(_calm);
        var storm = Sorted([_storm]);
        output.WriteLine();
        output.WriteLine("              answered    p50 ms    p95 ms    p99 ms");
        Row(output, "undisturbed", calm);
        Row(output, "with faults", storm);
        var ratio = Percentile(storm, 0.95) / Percentile(calm, 0.95);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"p95 with faults is {ratio:0.00} of the undisturbed one; answered {load.Answered.Count}, refused {load.Refused.Values.Sum()}"));
    }

    private async Task UntilAsync(TimeSpan elapsed) =>
        await Until.TrueAsync("the stretch is over", () => load.Elapsed >= elapsed, elapsed + TimeSpan.FromMinutes(1));

    private double[] Sorted(IReadOnlyList<(TimeSpan From, TimeSpan To)> stretches) =>
        [.. load.Times.Where(time => !time.IsRefused && stretches.Any(stretch => time.Due >= stretch.From && time.Due < stretch.To)).Select(time => time.Milliseconds).Order()];

    private static void Row(TextWriter output, string name, double[] times) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{name,-12}{times.Length,10}{Percentile(times, 0.5),10:0.0}{Percentile(times, 0.95),10:0.0}{Percentile(times, 0.99),10:0.0}"));

    private static double Percentile(double[] sorted, double fraction) =>
        sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, (int)Math.Ceiling(fraction * sorted.Length) - 1)];
}
