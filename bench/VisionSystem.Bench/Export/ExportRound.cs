using System.Diagnostics;
using VisionSystem.Bench.Servers;

namespace VisionSystem.Bench.Export;

/// <summary>One export, as the client who reads it sees it.</summary>
/// <param name="FirstByte">Milliseconds to the first byte of the body.</param>
/// <param name="Seconds">Until the last.</param>
/// <param name="Megabytes">How long it was, in 10⁶ bytes.</param>
/// <param name="Peak">The largest resident set of the service meanwhile, in MB.</param>
internal readonly record struct ExportRound(double FirstByte, double Seconds, double Megabytes, double Peak)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    public static async Task<ExportRound> TakeAsync(RunningServer server, string format, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        var begun = Stopwatch.GetTimestamp();
        using var answer = await http.GetAsync(
            new Uri($"http://{server.EndPoint}/v1/predictions/export?format={format}"), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            throw new ServerException($"logging-service does not export {format}: {await answer.Content.ReadAsStringAsync(cancellationToken)}");
        }

        await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[1 << 16];
        long bytes = await body.ReadAsync(buffer, cancellationToken);
        var first = Stopwatch.GetElapsedTime(begun);
        var (peak, looked) = (0.0, begun);
        for (int read; (read = await body.ReadAsync(buffer, cancellationToken)) > 0; bytes += read)
        {
            if (Stopwatch.GetElapsedTime(looked) >= Look)
            {
                (peak, looked) = (Math.Max(peak, server.Usage(withShares: false).Resident), Stopwatch.GetTimestamp());
            }
        }

        peak = Math.Max(peak, server.Usage(withShares: false).Resident);
        return new ExportRound(first.TotalMilliseconds, Stopwatch.GetElapsedTime(begun).TotalSeconds, bytes / 1e6, peak);
    }
}
