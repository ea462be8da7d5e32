using System.Diagnostics;

namespace VisionSystem.Bench.Pipeline;

/// <summary>
/// Images a second of several callers that each take one image after the other. What ends after the window is not counted:
/// the last images have cores to themselves, and more so the fewer callers there are.
/// </summary>
internal static class Throughput
{
    /// <summary>On threads of their own.</summary>
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

    /// <summary>As tasks, with the managed bytes that one image takes.</summary>
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
