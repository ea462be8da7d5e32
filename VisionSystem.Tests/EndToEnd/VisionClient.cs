using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using VisionSystem.Contracts;

namespace VisionSystem.Tests.EndToEnd;

/// <summary>Calls of a client of the public API.</summary>
internal static class VisionClient
{
    private const int PageSize = 100;

    public static async Task<HttpResponseMessage> SendImageAsync(this HttpClient client, byte[] image, CancellationToken cancellationToken)
    {
        using var form = new MultipartFormDataContent();
        var part = new ByteArrayContent(image) { Headers = { ContentType = new MediaTypeHeaderValue("image/bmp") } };
        form.Add(part, "image", "photo.bmp");
        return await client.PostAsync(new Uri("/v1/detect", UriKind.Relative), form, cancellationToken);
    }

    /// <summary>Sends an image and returns the JSON response; any status other than 200 fails the test.</summary>
    public static async Task<JsonElement> DetectAsync(this HttpClient client, byte[] image)
    {
        using var answer = await client.SendImageAsync(image, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{(int)answer.StatusCode}: {text}");
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    /// <summary>All stored predictions, read page by page, newest first.</summary>
    public static async Task<List<Prediction>> ListAsync(this HttpClient client, CancellationToken cancellationToken)
    {
        var all = new List<Prediction>();
        string? token = null;
        do
        {
            var next = token is null ? "" : $"&page_token={Uri.EscapeDataString(token)}";
            var page = await client.GetFromJsonAsync(
                new Uri($"/v1/predictions?limit={PageSize}{next}", UriKind.Relative), WireJson.Default.PredictionPage, cancellationToken);
            all.AddRange(page!.Items);
            token = page.Next;
        }
        while (token is not null);
        return all;
    }
}
