using System.Diagnostics;
using VisionSystem.Bench.Servers;

namespace VisionSystem.Bench.Export;

/// <summary>The measurements of one export on the client side.</summary>
/// <param name="FirstByte">Milliseconds to the first byte of the body.</param>
/// <param name="Seconds">Seconds to the last byte.</param>
/// <param name="Megabytes">Size of the body in 10⁶ bytes.</param>
/// <param name="Peak">Largest resident set of the service during the export, in MB.</param>
internal readonly record struct ExportRound(double FirstByte, double Seconds, double Megabytes, double Peak)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    public static async Task<ExportRound> MeasureAsync(RunningServer server, string format, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        var begun = Stopwatch.GetTimestamp();
        using var response = await http.GetAsync(
            new Uri($"http://{server.EndPoint}/v1/predictions/export?format={format}"), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new ServerException($"logging-service rejected the export of {format}: {await response.Content.ReadAsStringAsync(cancellationToken)}");
        }

        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[1 << 16];
        long bytes = await body.ReadAsync(buffer, cancellationToken);
        var first = Stopwatch.GetElapsedTime(begun);
        var (peak, sampled) = (0.0, begun);
        for (int read; (read = await body.ReadAsync(buffer, cancellationToken)) > 0; bytes += read)
        {
            if (Stopwatch.GetElapsedTime(sampled) >= PollInterval)
            {
                (peak, sampled) = (Math.Max(peak, server.Usage(withShares: false).Resident), Stopwatch.GetTimestamp());
            }
        }

        peak = Math.Max(peak, server.Usage(withShares: false).Resident);
        return new ExportRound(first.TotalMilliseconds, Stopwatch.GetElapsedTime(begun).TotalSeconds, bytes / 1e6, peak);
    }
}
