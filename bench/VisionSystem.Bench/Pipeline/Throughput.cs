using System.Diagnostics;

namespace VisionSystem.Bench.Pipeline;

/// <summary>
/// Images per second of several callers that each process one image after the other. Images that end after the window do not count:
/// they no longer compete for the cores, which would favour small numbers of callers.
/// </summary>
internal static class Throughput
{
    /// <summary>Runs each caller on its own thread.</summary>
    public static double OfThreads(TimeSpan window, IReadOnlyList<Action> callers)
    {
        var (done, clock) = (0, Stopwatch.StartNew());
        Thread[] threads = [.. callers.Select(call => new Thread(() =>
        {
            while (clock.Elapsed < window)
            {
                call();
                if (clock.Elapsed <= window)
                {
                    Interlocked.Increment(ref done);
                }
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        return done / window.TotalSeconds;
    }

    /// <summary>Runs the callers as tasks, and measures the managed bytes allocated per image.</summary>
    public static async Task<(double ImagesPerSecond, double BytesPerImage)> OfTasksAsync(TimeSpan window, int callers, Func<int, ValueTask> call)
    {
        var (done, all, before, clock) = (0, 0, GC.GetTotalAllocatedBytes(precise: true), Stopwatch.StartNew());
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            for (var image = caller; clock.Elapsed < window; image += callers)
            {
                await call(image);
                Interlocked.Increment(ref all);
                if (clock.Elapsed <= window)
                {
                    Interlocked.Increment(ref done);
                }
            }
        })));
        return (done / window.TotalSeconds, (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)all);
    }
}
