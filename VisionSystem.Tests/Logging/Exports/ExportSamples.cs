using System.Text.Json;
using VisionSystem.Contracts;

namespace VisionSystem.Tests.Logging.Exports;

/// <summary>Four images: one with two objects, one with none, one whose object's class needs escaping, one with COCO's classes.</summary>
internal static class ExportSamples
{
    public const string Awkward = "=HYPERLINK(\"http://x\"),\r\n\"a\"";

    public static readonly byte[][] Images = [Samples.Image(1), Samples.Image(2), Samples.Image(3), Samples.Image(4)];

    public static readonly Prediction Two = Made(0, ("qr", 0, .9f, new Box(64, 48, 128, 96)), ("barcode", 1, .5f, new Box(320, 240, 640, 480)));

    public static readonly Prediction Nothing = Made(1);

    public static readonly Prediction Odd = Made(2, (Awkward, 2, .75f, new Box(0, 0, 32, 24))) with { Source = "-1+1", Filename = "a \"b\", c.jpg" };

    public static readonly Prediction Street = Made(3, ("person", 0, .8f, new Box(10, 20, 30, 60)), ("toothbrush", 79, .7f, new Box(100.5f, 100.25f, 200.75f, 300)));

    public static readonly Prediction[] All = [Two, Nothing, Odd, Street];

    public static async Task DeliverAsync(HttpClient client) => await client.DeliverAsync(Delivery.Of(All, Images));

    public static Prediction Made(int image, params (string Class, int ClassId, float Confidence, Box Box)[] seen) =>
        Samples.Of(Images[image], createdAt: Samples.Noon.AddMinutes(image)) with
        {
            Detections = [.. seen.Select(item => new Detection(item.Class, item.ClassId, item.Confidence, item.Box))],
        };
}

internal static class ExportClient
{
    public static async Task<string> ExportAsync(this HttpClient client, string query) =>
        await client.GetStringAsync("/v1/predictions/export?" + query, TestContext.Current.CancellationToken);

    public static async Task<JsonElement> ExportJsonAsync(this HttpClient client, string query) =>
        JsonDocument.Parse(await client.ExportAsync(query)).RootElement;

    public static Task<HttpResponseMessage> ReviewAsync(this HttpClient client, Guid id, string review) => client.PutAsync(
        $"/v1/predictions/{id}/review", new StringContent(review, System.Net.Http.Headers.MediaTypeHeaderValue.Parse("application/json")), TestContext.Current.CancellationToken);

    public static async Task<Review> ReviewedAsync(this HttpClient client, Guid id, string review)
    {
        using var answer = await client.ReviewAsync(id, review);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonSerializer.Deserialize(text, WireJson.Default.Review)!;
    }
}
