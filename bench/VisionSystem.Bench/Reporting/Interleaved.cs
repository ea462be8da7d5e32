using System.Diagnostics;

namespace VisionSystem.Bench.Reporting;

/// <summary>
/// Times several ways of doing the same thing in turn, A B C A B C …, so that a machine that slows down slows all of them.
/// </summary>
internal static class Interleaved
{
    /// <summary>Milliseconds per call, a sample a round, of each contestant; after a warm-up that does not count.</summary>
    /// <param name="rounds">Samples of each, from 1.</param>
    /// <param name="window">How long each is called over and over for one sample.</param>
    /// <param name="contestants">What to call.</param>
    public static Samples[] Time(int rounds, TimeSpan window, params Action[] contestants) =>
        Measure(rounds, window, Array.ConvertAll(contestants, Clock));

    /// <summary>The same for contestants that time themselves: each is told how long to go on, and answers ms per call.</summary>
    public static Samples[] Measure(int rounds, TimeSpan window, params Func<TimeSpan, double>[] contestants)
    {
        var taken = Array.ConvertAll(contestants, _ => new List<double>(rounds));
        Array.ForEach(contestants, contestant => contestant(window));
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < contestants.Length; i++)
            {
                taken[i].Add(contestants[i](window));
            }
        }

        return Array.ConvertAll(taken, values => new Samples(values));
    }

    /// <summary>Makes what is called into what times itself.</summary>
    public static Func<TimeSpan, double> Clock(Action contestant) => window => Call(contestant, window);

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
