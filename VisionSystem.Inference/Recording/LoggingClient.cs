using System.Net;
using System.Net.Http.Headers;
using VisionSystem.Contracts;

namespace VisionSystem.Inference.Recording;

/// <summary>The client that delivers predictions to logging-service.</summary>
internal sealed class LoggingClient(HttpClient http, PredictionSpool spool)
{
    /// <summary>Delivers a batch of predictions with their images.</summary>
    /// <exception cref="HttpRequestException">logging-service is unreachable or temporarily unavailable.</exception>
    public async Task<DeliveryVerdict> DeliverAsync(IReadOnlyList<SpooledPrediction> batch, CancellationToken cancellationToken)
    {
        using var content = new MultipartFormDataContent();
        var predictions = new PredictionsContent(batch);
        predictions.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Add(predictions, PredictionBatch.PredictionsPart);
        foreach (var prediction in batch.DistinctBy(entry => entry.Sha256))
        {
            var image = new ImageContent(spool, prediction);
            image.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            content.Add(image, PredictionBatch.ImagePart, prediction.Sha256);
        }

        using var response = await http.PostAsync(new Uri(PredictionBatch.Path, UriKind.Relative), content, cancellationToken);
        if (response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnprocessableEntity)
        {
            return new DeliveryVerdict(false, await response.Content.ReadAsStringAsync(cancellationToken));
        }

        response.EnsureSuccessStatusCode();
        return new DeliveryVerdict(true, null);
    }
}

/// <summary>The response of logging-service to a delivery.</summary>
/// <param name="Accepted">True if the batch is stored.</param>
/// <param name="Reason">The reason for a permanent rejection; null if accepted.</param>
internal sealed record DeliveryVerdict(bool Accepted, string? Reason);

/// <summary>The predictions of a delivery as one JSON array, written without copying the records.</summary>
internal sealed class PredictionsContent(IReadOnlyList<SpooledPrediction> batch) : HttpContent
{
    private static readonly byte[] Open = "["u8.ToArray();
    private static readonly byte[] Comma = ","u8.ToArray();
    private static readonly byte[] Close = "]"u8.ToArray();

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            await stream.WriteAsync(i == 0 ? Open : Comma, cancellationToken);
            await stream.WriteAsync(batch[i].Prediction, cancellationToken);
        }

        await stream.WriteAsync(Close, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = batch.Sum(entry => (long)entry.Prediction.Length) + batch.Count + 1;
        return true;
    }
}

/// <summary>A spooled image as a part of a delivery, read from disk while it is sent.</summary>
internal sealed class ImageContent(PredictionSpool spool, SpooledPrediction image) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        spool.CopyImageAsync(image.Number, stream, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = image.ImageBytes;
        return true;
    }
}
