using VisionSystem.Logging.Apis;
using VisionSystem.Logging.Images;
using VisionSystem.Logging.Storage;
using VisionSystem.Logging.Telemetry;
using VisionSystem.ServiceDefaults.Contracts;

namespace VisionSystem.Logging.Predictions.Batches;

/// <summary>
/// Takes in one delivery: photos first, then the rows that name them, so that a crash at any point leaves a photo without a
/// row at worst and never a row without its photo. Whatever part of it was stored before changes nothing when it comes again.
/// </summary>
internal sealed class BatchIngest(IPredictionStore predictions, IImageStore images, ILogger<BatchIngest> logger)
{
    /// <exception cref="BatchRefusedException">The delivery is not taken; no row of it is stored.</exception>
    public async Task<BatchReceipt> TakeAsync(BatchBody body, CancellationToken cancellationToken)
    {
        using var span = LoggingTelemetry.Source.StartActivity("prediction batch");
        var batch = await ReadPredictionsAsync(body, cancellationToken);
        var owners = batch.ToLookup(prediction => prediction.Image.Sha256, prediction => prediction.Tenant);
        var photos = await StoreImagesAsync(body, owners, cancellationToken);
        await RequireImagesAsync(owners, cancellationToken);
        var accepted = await StorePredictionsAsync(batch, cancellationToken);

        var receipt = new BatchReceipt(accepted, batch.Count - accepted);
        LoggingTelemetry.PredictionsStored.Add(receipt.Accepted);
        LoggingTelemetry.PredictionsDuplicate.Add(receipt.Duplicates);
        span?.SetTag("cv.batch.accepted", receipt.Accepted).SetTag("cv.batch.duplicates", receipt.Duplicates).SetTag("cv.batch.images", photos);
        Log.BatchStored(logger, receipt.Accepted, receipt.Duplicates, photos);
        return receipt;
    }

    private static async Task<IReadOnlyList<Prediction>> ReadPredictionsAsync(BatchBody body, CancellationToken cancellationToken)
    {
        var batch = await body.ReadPredictionsAsync(cancellationToken);
        var errors = BatchRules.Check(batch);
        return errors.Any
            ? throw new BatchRefusedException(LoggingProblems.InvalidBatch, "Some predictions are not valid; none was stored.", errors)
            : [.. batch.OfType<Prediction>()];
    }

    /// <returns>How many photos came.</returns>
    private async Task<int> StoreImagesAsync(BatchBody body, ILookup<string, string> owners, CancellationToken cancellationToken)
    {
        var count = 0;
        while (await body.NextImageAsync(cancellationToken) is { } image)
        {
            await StoreImageAsync(image, $"{PredictionBatch.ImagePart}[{count}]", owners, cancellationToken);
            count++;
        }
        return count;
    }

    /// <summary>Keeps a photo for each tenant that has a prediction on it; the bytes come over the wire once.</summary>
    private async Task StoreImageAsync(BatchImage image, string part, ILookup<string, string> owners, CancellationToken cancellationToken)
    {
        var sha256 = image.Name;
        if (!ImageKey.IsSha256(sha256) || !owners.Contains(sha256))
        {
            var errors = new FieldErrors();
            errors.Add(part, "its file name must be the image.sha256 of a prediction in the batch");
            throw new BatchRefusedException(LoggingProblems.InvalidBatch, "An image belongs to no prediction.", errors);
        }
        string? first = null;
        foreach (var tenant in owners[sha256].Distinct())
        {
            using var again = first is null ? null : await images.OpenAsync(first, sha256, cancellationToken);
            var put = await images.PutAsync(tenant, sha256, again ?? image.Content, cancellationToken);
            Count(put);
            if (put.Outcome == ImagePutOutcome.HashMismatch)
            {
                var errors = new FieldErrors();
                errors.Add(part, $"the {put.Bytes} bytes that came are not {sha256}");
                throw new BatchRefusedException(LoggingProblems.ImageHashMismatch, "An image's bytes do not hash to its file name.", errors);
            }
            first ??= tenant;
        }
    }

    private async Task RequireImagesAsync(ILookup<string, string> owners, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        foreach (var owner in owners)
        {
            foreach (var tenant in owner.Distinct())
            {
                errors.Require(await images.ContainsAsync(tenant, owner.Key, cancellationToken), PredictionBatch.ImagePart, owner.Key);
            }
        }
        if (errors.Any)
        {
            throw new BatchRefusedException(LoggingProblems.ImageMissing, "Some images are neither in the batch nor stored; send them along.", errors);
        }
    }

    /// <summary>One transaction per tenant, since tenants share no database.</summary>
    private async Task<int> StorePredictionsAsync(IReadOnlyList<Prediction> batch, CancellationToken cancellationToken)
    {
        var accepted = 0;
        foreach (var ofTenant in batch.GroupBy(prediction => prediction.Tenant))
        {
            accepted += await predictions.AddAsync(ofTenant.Key, [.. ofTenant], cancellationToken);
        }
        return accepted;
    }

    private static void Count(ImagePut put)
    {
        switch (put.Outcome)
        {
            case ImagePutOutcome.Stored:
                LoggingTelemetry.ImagesStored.Add(1);
                LoggingTelemetry.ImageBytesStored.Add(put.Bytes);
                break;
            case ImagePutOutcome.Deduplicated:
                LoggingTelemetry.ImagesDeduplicated.Add(1);
                break;
        }
    }
}
