using System.Runtime.CompilerServices;
using VisionSystem.Logging.Diagnostics;
using VisionSystem.Logging.Persistence;

namespace VisionSystem.Logging.Images;

/// <summary>
/// Compares the images with the tables. Images without a prediction, such as those of an aborted delivery, are quarantined and
/// deleted later. Predictions whose image is missing are reported. Any number of replicas may sweep concurrently.
/// </summary>
internal sealed class ImageSweep(IPredictionStore predictions, IImageStore images, ImageQuarantine quarantine, SweepOptions options, TimeProvider time, ILogger<ImageSweep> logger)
{
    private const int BatchSize = 100;
    private const int HashesPerPage = 1000;

    /// <summary>Maximum number of missing images that one sweep logs per tenant.</summary>
    private const int MissingLogged = 20;
    private const int PredictionsLogged = 5;

    /// <exception cref="StoreUnavailableException">A store is unavailable. Completed steps remain in effect.</exception>
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
                // Images are kept if the service is connected to the wrong database.
                Log.UnknownTenant(logger, tenant);
            }
        }

        LoggingTelemetry.SweepDuration.Record(time.GetElapsedTime(started).TotalSeconds);
        LoggingTelemetry.ImagesMissing.Record(report.Missing);
        Log.Swept(logger, report.Images, report.Quarantined, report.Restored, report.Removed, report.Missing);
        return report;
    }

    private async Task<SweepReport> SweepAsync(string tenant, CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - options.Grace;
        var report = new SweepReport();
        await foreach (var quarantined in images.ListQuarantinedAsync(tenant, cancellationToken).Chunk(BatchSize))
        {
            var (restored, removed) = await quarantine.ResolveAsync(tenant, quarantined, before, cancellationToken);
            report += Count(new SweepReport(Restored: restored, Removed: removed));
        }

        long stored = 0;
        var differences = ImageDifference.BetweenAsync(images.ListAsync(tenant, cancellationToken), ListReferencedAsync(tenant, cancellationToken), () => stored++);
        await foreach (var batch in differences.Chunk(BatchSize))
        {
            string[] orphans = [.. batch.Where(difference => difference.StoredSince < before).Select(difference => difference.Sha256)];
            string[] missing = [.. batch.Where(difference => difference.StoredSince is null).Select(difference => difference.Sha256)];
            report += Count(new SweepReport(Quarantined: await quarantine.QuarantineAsync(tenant, orphans, cancellationToken)));
            report += new SweepReport(Missing: await CountMissingAsync(tenant, missing, report.Missing, cancellationToken));
        }

        if (report.Quarantined > 0)
        {
            Log.ImagesSetAside(logger, report.Quarantined, stored, tenant, time.GetUtcNow() + options.Grace);
        }

        return report with { Images = stored };
    }

    private static SweepReport Count(SweepReport batch)
    {
        LoggingTelemetry.ImagesSwept.Add(batch.Quarantined, new KeyValuePair<string, object?>("outcome", "set_aside"));
        LoggingTelemetry.ImagesSwept.Add(batch.Restored, new KeyValuePair<string, object?>("outcome", "restored"));
        LoggingTelemetry.ImagesSwept.Add(batch.Removed, new KeyValuePair<string, object?>("outcome", "removed"));
        return batch;
    }

    /// <summary>Checks images that appeared to be missing again, because a row or an image may have been added or removed since.</summary>
    private async Task<long> CountMissingAsync(string tenant, string[] hashes, long before, CancellationToken cancellationToken)
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

    private async IAsyncEnumerable<string> ListReferencedAsync(string tenant, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var last = "";
        IReadOnlyList<string> page;
        do
        {
            page = await predictions.ListImagesAsync(tenant, last, HashesPerPage, cancellationToken);
            foreach (var sha256 in page)
            {
                yield return last = sha256;
            }
        }
        while (page.Count == HashesPerPage);
    }
}

/// <summary>The result of a sweep.</summary>
/// <param name="Images">Number of images checked, without quarantined images.</param>
/// <param name="Quarantined">Number of images quarantined because no prediction references them; they remain readable until the grace period ends.</param>
/// <param name="Restored">Number of quarantined images restored because a prediction references them.</param>
/// <param name="Removed">Number of images deleted permanently.</param>
/// <param name="Missing">Number of images that predictions reference and that do not exist.</param>
internal sealed record SweepReport(long Images = 0, long Quarantined = 0, long Restored = 0, long Removed = 0, long Missing = 0)
{
    public static SweepReport operator +(SweepReport one, SweepReport other) => new(
        one.Images + other.Images,
        one.Quarantined + other.Quarantined,
        one.Restored + other.Restored,
        one.Removed + other.Removed,
        one.Missing + other.Missing);
}
