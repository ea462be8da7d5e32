using System.Runtime.CompilerServices;
using VisionSystem.Logging.Diagnostics;
using VisionSystem.Logging.Persistence;

namespace VisionSystem.Logging.Images;

/// <summary>
/// Compares the images with the tables. Images that no prediction names, as a delivery that broke off leaves behind, are set
/// aside and later removed; predictions whose image is gone are reported. Any number of replicas may sweep at once.
/// </summary>
internal sealed class ImageSweep(IPredictionStore predictions, IImageStore images, OrphanedImages unnamed, SweepOptions options, TimeProvider time, ILogger<ImageSweep> logger)
{
    private const int AtOnce = 100;
    private const int NamesPerPage = 1000;

    /// <summary>Missing images that are named in the log, each with some of its predictions.</summary>
    private const int MissingLogged = 20;
    private const int PredictionsLogged = 5;

    /// <exception cref="StoreUnavailableException">A store does not answer; what was done so far holds.</exception>
    public async Task<SweepReport> RunAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        using var span = LoggingTelemetry.Source.StartActivity("image sweep");
        var known = (await predictions.ListTenantsAsync(cancellationToken)).ToHashSet();
        var report = new SweepReport();
        foreach (var tenant in known.Union(await images.ListTenantsAsync(cancellationToken)).Order(StringComparer.Ordinal))
        {
            if (known.Contains(tenant))
            {
                report += await SweepAsync(tenant, cancellationToken);
            }
            else
            {
                // A database that was put in another's place must not cost the images.
                Log.UnknownTenant(logger, tenant);
            }
        }

        LoggingTelemetry.SweepDuration.Record(time.GetElapsedTime(started).TotalSeconds);
        LoggingTelemetry.ImagesMissing.Record(report.Missing);
        Log.Swept(logger, report.Images, report.SetAside, report.Restored, report.Removed, report.Missing);
        return report;
    }

    private async Task<SweepReport> SweepAsync(string tenant, CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - options.Grace;
        var report = new SweepReport();
        await foreach (var aside in images.ListQuarantinedAsync(tenant, cancellationToken).Chunk(AtOnce))
        {
            var (restored, removed) = await unnamed.ResolveAsync(tenant, aside, before, cancellationToken);
            report += Count(new SweepReport(Restored: restored, Removed: removed));
        }

        long stored = 0;
        var differences = ImageDifference.BetweenAsync(images.ListAsync(tenant, cancellationToken), NamedAsync(tenant, cancellationToken), () => stored++);
        await foreach (var some in differences.Chunk(AtOnce))
        {
            string[] alone = [.. some.Where(difference => difference.StoredSince < before).Select(difference => difference.Sha256)];
            string[] gone = [.. some.Where(difference => difference.StoredSince is null).Select(difference => difference.Sha256)];
            report += Count(new SweepReport(SetAside: await unnamed.QuarantineAsync(tenant, alone, cancellationToken)));
            report += new SweepReport(Missing: await ReportMissingAsync(tenant, gone, report.Missing, cancellationToken));
        }

        if (report.SetAside > 0)
        {
            Log.ImagesSetAside(logger, report.SetAside, stored, tenant, time.GetUtcNow() + options.Grace);
        }

        return report with { Images = stored };
    }

    private static SweepReport Count(SweepReport some)
    {
        LoggingTelemetry.ImagesSwept.Add(some.SetAside, new KeyValuePair<string, object?>("outcome", "set_aside"));
        LoggingTelemetry.ImagesSwept.Add(some.Restored, new KeyValuePair<string, object?>("outcome", "restored"));
        LoggingTelemetry.ImagesSwept.Add(some.Removed, new KeyValuePair<string, object?>("outcome", "removed"));
        return some;
    }

    /// <summary>Asks again for images that seemed to be gone: row or image may have come or gone meanwhile.</summary>
    private async Task<long> ReportMissingAsync(string tenant, string[] hashes, long before, CancellationToken cancellationToken)
    {
        long missing = 0;
        foreach (var sha256 in hashes)
        {
            await using var image = await images.OpenAsync(tenant, sha256, cancellationToken);
            if (image is null && await predictions.ListByImageAsync(tenant, sha256, PredictionsLogged, cancellationToken) is { Count: > 0 } owners)
            {
                missing++;
                if (before + missing <= MissingLogged)
                {
                    Log.ImageMissing(logger, sha256, tenant, string.Join(", ", owners));
                }
            }
        }

        return missing;
    }

    private async IAsyncEnumerable<string> NamedAsync(string tenant, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var last = "";
        IReadOnlyList<string> page;
        do
        {
            page = await predictions.ListImagesAsync(tenant, last, NamesPerPage, cancellationToken);
            foreach (var sha256 in page)
            {
                yield return last = sha256;
            }
        }
        while (page.Count == NamesPerPage);
    }
}
