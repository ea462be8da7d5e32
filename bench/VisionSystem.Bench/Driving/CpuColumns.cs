using VisionSystem.Bench.Reporting;

namespace VisionSystem.Bench.Driving;

/// <summary>Columns with the processor time of each party during the measurement of a row.</summary>
internal static class CpuColumns
{
    /// <summary>Adds averages over the runs, in cores; one column sums all unrelated work.</summary>
    public static ResultRow With(this ResultRow row, IReadOnlyList<CpuShares> runs) => row
        .With("server, cores", runs.Average(cpu => cpu.Server))
        .With("driver, cores", runs.Average(cpu => cpu.Driver))
        .With("others, cores", runs.Average(cpu => cpu.Others + cpu.Stolen));

    /// <summary>Adds a note if unrelated work took more than 5 % of the machine.</summary>
    public static void NoteOthers(this Report report, IEnumerable<CpuShares> runs)
    {
        var most = Environment.ProcessorCount / 20.0;
        double[] others = [.. runs.Select(cpu => cpu.Others + cpu.Stolen)];
        if (others.Count(cores => cores > most) is > 0 and var disturbed)
        {
            report.Note($"NOT QUIET: other work took more than {Cell.Format(most)} cores in {disturbed} of {others.Length} windows, up to {Cell.Format(others.Max())}; repeat the measurement on an otherwise idle machine.");
        }
    }
}
