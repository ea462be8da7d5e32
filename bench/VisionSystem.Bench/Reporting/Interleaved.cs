using System.Diagnostics;

namespace VisionSystem.Bench.Reporting;

/// <summary>
/// Times several implementations of the same operation in alternation, A B C A B C …, so that a change of the machine's speed
/// affects all of them.
/// </summary>
internal static class Interleaved
{
    /// <summary>Measures the milliseconds per call of each contestant, one sample per round, after a warm-up that does not count.</summary>
    /// <param name="rounds">Number of samples per contestant, at least 1.</param>
    /// <param name="window">Time of repeated calls per sample.</param>
    /// <param name="contestants">The functions to call.</param>
    public static Samples[] Time(int rounds, TimeSpan window, params Action[] contestants) =>
        Measure(rounds, window, Array.ConvertAll(contestants, Timed));

    /// <summary>Measures contestants that time themselves: each receives the window and returns the milliseconds per call.</summary>
    public static Samples[] Measure(int rounds, TimeSpan window, params Func<TimeSpan, double>[] contestants)
    {
        var samples = Array.ConvertAll(contestants, _ => new List<double>(rounds));
        Array.ForEach(contestants, contestant => contestant(window));
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < contestants.Length; i++)
            {
                samples[i].Add(contestants[i](window));
            }
        }

        return Array.ConvertAll(samples, values => new Samples(values));
    }

    /// <summary>Wraps a function into a contestant that times itself.</summary>
    public static Func<TimeSpan, double> Timed(Action contestant) => window => Call(contestant, window);

    private static double Call(Action contestant, TimeSpan window)
    {
        var (calls, begun) = (0, Stopwatch.GetTimestamp());
        TimeSpan elapsed;
        do
        {
            contestant();
            calls++;
            elapsed = Stopwatch.GetElapsedTime(begun);
        }
        while (elapsed < window);
        return elapsed.TotalMilliseconds / calls;
    }
}
