using System.Text.Json;
using VisionSystem.Contracts;

namespace VisionSystem.Tests.Logging.Exports;

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
