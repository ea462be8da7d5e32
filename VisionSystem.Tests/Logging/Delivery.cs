using System.Net.Http.Headers;
using System.Text.Json;
using VisionSystem.Contracts;

namespace VisionSystem.Tests.Logging;

/// <summary>A delivery under construction: its predictions as JSON text, and its named images.</summary>
internal sealed record Delivery(string Predictions, params (string Name, byte[] Bytes)[] Images)
{
    /// <summary>Predictions with their images under the correct names.</summary>
    public static Delivery Of(IReadOnlyList<Prediction> predictions, params byte[][] images) =>
        new(JsonSerializer.Serialize(predictions, WireJson.Default.IReadOnlyListPrediction), [.. images.Select(image => (Samples.Sha256Of(image), image))]);

    public MultipartFormDataContent ToContent()
    {
        var content = new MultipartFormDataContent
        {
            { new StringContent(Predictions, new MediaTypeHeaderValue("application/json")), PredictionBatch.PredictionsPart },
        };
        foreach (var (name, bytes) in Images)
        {
            content.Add(new ByteArrayContent(bytes), PredictionBatch.ImagePart, name);
        }

        return content;
    }
}
