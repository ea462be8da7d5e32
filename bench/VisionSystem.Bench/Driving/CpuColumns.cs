using VisionSystem.Bench.Reporting;

namespace VisionSystem.Bench.Driving;

/// <summary>Columns that say who took the processor while a row was measured.</summary>
internal static class CpuColumns
{
    /// <summary>Averages over some runs, in cores; what was no part of the measurement in one column.</summary>
    public static ResultRow With(this ResultRow row, IReadOnlyList<CpuShares> runs) => row
        .With("server, cores", runs.Average(cpu => cpu.Server))
        .With("driver, cores", runs.Average(cpu => cpu.Driver))
        .With("others, cores", runs.Average(cpu => cpu.Others + cpu.Stolen));

    /// <summary>Says so where other work on the machine took more than a twentieth of it.</summary>
    public static void NoteOthers(this Report report, IEnumerable<CpuShares> runs)
    {
        var most = Environment.ProcessorCount / 20.0;
        double[] others = [.. runs.Select(cpu => cpu.Others + cpu.Stolen)];
        if (others.Count(cores => cores > most) is > 0 and var disturbed)
        {
            report.Note($"NOT QUIET: other work took more than {Cell.Format(most)} cores in {disturbed} of {others.Length} windows, up to {Cell.Format(others.Max())}; take these figures again on a machine that does nothing else.");
        }
    }
}
