using System.Globalization;
using VisionSystem.Bench.Driving;
using VisionSystem.Bench.Reporting;

namespace VisionSystem.Bench.Soak;

/// <summary>The result tables of a soak.</summary>
internal static class SoakTables
{
    private const int Rows = 10;

    public static void AddTimeline(Report report, string title, SoakRecord record)
    {
        var table = report.Table(title, "until, s");
        var step = record.Length / Rows;
        for (var i = 0; i < Rows; i++)
        {
            var (from, to) = (i * step, (i + 1) * step);
            var latencies = record.Latencies(from, to);
            table.Row(to.TotalSeconds.ToString("0", CultureInfo.InvariantCulture))
                .With("memory, MB", record.Median(from, to, usage => usage.Resident))
                .With("handles", record.Median(from, to, usage => usage.Handles))
                .With("threads", record.Median(from, to, usage => usage.Threads))
                .With("p50, ms", latencies.Median)
                .With("p95, ms", latencies.Percentile(95))
                .With("photos", latencies.Count)
                .With("refused", record.Between(from, to).Count(exchange => exchange.Status == 503));
        }
    }

    public static void AddKinds(Report report, SoakRecord record)
    {
        var table = report.Table("Requests to our service", "kind");
        foreach (var kind in record.Exchanges.GroupBy(exchange => exchange.Name).OrderBy(kind => kind.Key, StringComparer.Ordinal))
        {
            var statuses = kind.GroupBy(exchange => exchange.Status).OrderBy(status => status.Key).Select(status => $"{StatusText(status.Key)}: {status.Count()}");
            table.Row(kind.Key).With("sent", kind.Count()).With("answers", string.Join(", ", statuses));
        }
    }

    public static void AddVerdicts(Report report, SoakRecord service, SoakVerdict judged, SoakVerdict shorter, SoakVerdict control)
    {
        var table = report.Table("End over beginning", "service");
        Add(table, "our service", judged);
        Add(table, "our service, over the control's length", shorter);
        Add(table, "the leaking control", control);
        report.AtMost("memory", judged.Memory, SoakVerdict.MaxMemory);
        report.AtMost("handles", judged.Handles, SoakVerdict.MaxHandles);
        report.AtMost("threads", judged.Threads, SoakVerdict.MaxHandles);
        report.AtMost("wrong or missing answers", service.Exchanges.Count(exchange => !SoakMix.IsExpected(exchange)), 0);
        report.AtMost("memory over the control's length", shorter.Memory, SoakVerdict.MaxMemory);
        report.AtLeast("memory of the leaking control, which has to be caught", control.Memory, SoakVerdict.MaxMemory);
        report.AtLeast("handles of the leaking control, which have to be caught", control.Handles, SoakVerdict.MaxHandles);
    }

    private static void Add(ResultTable table, string name, SoakVerdict judge) => table.Row(name)
        .With("memory", judge.Memory)
        .With("handles", judge.Handles)
        .With("threads", judge.Threads)
        .With("p95", judge.P95);

    private static string StatusText(int status) => status switch
    {
        Connection.Disconnected => "left",
        Connection.NoResponse => "no answer",
        _ => status.ToString(CultureInfo.InvariantCulture),
    };
}
