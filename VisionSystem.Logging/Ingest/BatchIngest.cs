using VisionSystem.Contracts;
using VisionSystem.Logging.Diagnostics;
using VisionSystem.Logging.Images;
using VisionSystem.Logging.Persistence;
using VisionSystem.Logging.Requests;
using VisionSystem.Logging.Streaming;
using VisionSystem.Logging.Tenants;
using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Logging.Ingest;

/// <summary>
/// Stores one delivery: first the images, then the rows that reference them. A crash at any point can leave an image without a
/// row, but never a row without its image. Parts of a repeated delivery that are already stored remain unchanged.
/// </summary>
internal sealed class BatchIngest(
    IPredictionStore predictions, IImageStore images, TenantStore tenants, TenantStates states, PredictionNotifier arrivals, SweepOptions sweep, TimeProvider time, ILogger<BatchIngest> logger)
{
    /// <exception cref="BatchRefusedException">The delivery is rejected and none of its rows is stored.</exception>
    /// <exception cref="StoreUnavailableException">A store is unavailable or too slow; the sender must retry the delivery.</exception>
    public async Task<BatchReceipt> IngestAsync(BatchBody body, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(sweep.LongestDelivery, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            return await StoreAsync(body, linked.Token);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or (IOException and not BadHttpRequestException))
        {
            // The cause is the disk: PartStream converts errors of the sender, and S3 throws its own exception type.
            throw StoreUnavailableException.OfDisk("Images", DiskFault.Describe(exception), exception);
        }
        catch (OperationCanceledException exception) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new StoreUnavailableException($"a delivery exceeded {sweep.LongestDelivery} (half of CV_IMAGE_SWEEP_GRACE) and was aborted", exception);
        }
    }

    private async Task<BatchReceipt> StoreAsync(BatchBody body, CancellationToken cancellationToken)
    {
        using var span = LoggingTelemetry.Source.StartActivity("prediction batch");
        var batch = await ReadPredictionsAsync(body, cancellationToken);
        var images = await StoreImagesAsync(body, batch, cancellationToken);
        var accepted = await StorePredictionsAsync(batch, cancellationToken);

        var receipt = new BatchReceipt(accepted, batch.Count - accepted);
        LoggingTelemetry.PredictionsStored.Add(receipt.Accepted);
        LoggingTelemetry.PredictionsDuplicate.Add(receipt.Duplicates);
        span?.SetTag("cv.batch.accepted", receipt.Accepted).SetTag("cv.batch.duplicates", receipt.Duplicates).SetTag("cv.batch.images", images);
        Log.BatchStored(logger, receipt.Accepted, receipt.Duplicates, images);
        return receipt;
    }

    private static async Task<IReadOnlyList<Prediction>> ReadPredictionsAsync(BatchBody body, CancellationToken cancellationToken)
    {
        var batch = await body.ReadPredictionsAsync(cancellationToken);
        var errors = BatchRules.Check(batch);
        return errors.Any
            ? throw new BatchRefusedException(LoggingProblems.InvalidBatch, "Some predictions are invalid; none was stored.", errors)
            : [.. batch.OfType<Prediction>().Select(Normalize)];
    }

    /// <summary>
    /// Normalizes a prediction so that every store returns the same value: PostgreSQL stores times in microseconds and no text with
    /// U+0000.
    /// </summary>
    private static Prediction Normalize(Prediction prediction) => prediction with
    {
        CreatedAt = prediction.CreatedAt.AddTicks(-(prediction.CreatedAt.Ticks % TimeSpan.TicksPerMicrosecond)),
        Filename = prediction.Filename?.Replace('\0', '\uFFFD'),
        Review = null,
    };

    /// <returns>The number of images in the delivery.</returns>
    private async Task<int> StoreImagesAsync(BatchBody body, IReadOnlyList<Prediction> batch, CancellationToken cancellationToken)
    {
        var owners = batch.ToLookup(prediction => prediction.Image.Sha256, prediction => prediction.Tenant);
        await using var intake = await ImageIntake.OpenAsync(images, batch, cancellationToken);
        var count = 0;
        while (await body.NextImageAsync(cancellationToken) is { } image)
        {
            await IngestAsync(intake, image, $"{PredictionBatch.ImagePart}[{count}]", owners, cancellationToken);
            count++;
        }

        RequireAll(intake);
        await intake.CompleteAsync();
        return count;
    }

    private static async Task IngestAsync(ImageIntake intake, BatchImage image, string field, ILookup<string, string> owners, CancellationToken cancellationToken)
    {
        var sha256 = image.Name;
        if (!ImageKey.IsSha256(sha256) || !owners.Contains(sha256))
        {
            var errors = new FieldErrors();
            errors.Add(field, "the file name must be the image.sha256 of a prediction in the batch");
            throw new BatchRefusedException(LoggingProblems.InvalidBatch, "An image belongs to no prediction.", errors);
        }

        var put = await intake.ReceiveAsync(owners[sha256], sha256, image.Content, cancellationToken);
        if (put.Outcome == ImagePutOutcome.HashMismatch)
        {
            var errors = new FieldErrors();
            errors.Add(field, $"the hash of the {put.Bytes} received bytes is not {sha256}");
            throw new BatchRefusedException(LoggingProblems.ImageHashMismatch, "The hash of an image differs from its file name.", errors);
        }
    }

    private static void RequireAll(ImageIntake intake)
    {
        if (intake.Missing.Count == 0)
        {
            return;
        }

        if (intake.Fault is { } fault)
        {
            throw fault;
        }

        var errors = new FieldErrors();
        foreach (var (_, sha256) in intake.Missing.Order())
        {
            errors.Add(PredictionBatch.ImagePart, sha256);
        }

        throw new BatchRefusedException(LoggingProblems.ImageMissing, "Some images are neither in the batch nor stored; add them to the delivery.", errors);
    }

    /// <summary>Uses one transaction per tenant, because tenants share no database.</summary>
    private async Task<int> StorePredictionsAsync(IReadOnlyList<Prediction> batch, CancellationToken cancellationToken)
    {
        var accepted = 0;
        foreach (var group in (await WithoutDeletedAsync(batch, cancellationToken)).GroupBy(prediction => prediction.Tenant))
        {
            accepted += await predictions.AddAsync(group.Key, [.. group], cancellationToken);
            arrivals.Raise(group.Key);
        }

        return accepted;
    }

    /// <summary>
    /// Discards predictions of tenants that were deleted after the images were sent, such as those that waited in the spool of an
    /// inference-service. The sender removes them from its spool as if they were stored.
    /// </summary>
    private async Task<IReadOnlyList<Prediction>> WithoutDeletedAsync(IReadOnlyList<Prediction> batch, CancellationToken cancellationToken)
    {
        if (!await states.IsAnyDeletedAsync(batch.Select(prediction => prediction.Tenant), cancellationToken))
        {
            return batch;
        }

        // Read again: by now, the tenant may have been created anew.
        var deleted = (await tenants.ListDeletedAsync(cancellationToken)).ToDictionary(row => row.Name);
        var discarded = batch.Where(IsDiscarded).ToHashSet();
        foreach (var group in discarded.GroupBy(prediction => prediction.Tenant))
        {
            Log.DeletedTenantDiscarded(logger, group.Count(), group.Key);

            // The images of this delivery are stored already.
            await tenants.ResumeRemovalAsync(group.Key, cancellationToken);
        }

        return discarded.Count == 0 ? batch : [.. batch.Where(prediction => !discarded.Contains(prediction))];

        bool IsDiscarded(Prediction prediction) =>
            deleted.TryGetValue(prediction.Tenant, out var row) && (row.IsDeleting || prediction.CreatedAt <= row.DeletedAt);
    }
}
