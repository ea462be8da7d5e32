using System.Net;
using System.Net.Http.Headers;
using VisionSystem.Contracts;

namespace VisionSystem.Inference.Recording;

/// <summary>The client that delivers predictions to logging-service.</summary>
internal sealed class LoggingClient(HttpClient http, PredictionSpool spool)
{
    /// <summary>Delivers a batch.</summary>
    /// <exception cref="HttpRequestException">logging-service was not reached or cannot take it now.</exception>
    public async Task<DeliveryVerdict> DeliverAsync(IReadOnlyList<SpooledPrediction> batch, CancellationToken cancellationToken)
    {
        using var content = new MultipartFormDataContent();
        var predictions = new SpooledPredictions(batch);
        predictions.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Add(predictions, PredictionBatch.PredictionsPart);
        foreach (var prediction in batch.DistinctBy(entry => entry.Sha256))
        {
            var image = new SpooledImage(spool, prediction);
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

/// <summary>What logging-service said to a delivery.</summary>
/// <param name="Taken">It is stored there.</param>
/// <param name="Reason">Why it will never be taken.</param>
internal sealed record DeliveryVerdict(bool Taken, string? Reason);
