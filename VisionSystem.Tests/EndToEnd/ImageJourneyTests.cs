using System.Net;
using VisionSystem.Contracts;
using VisionSystem.Tests.Vision.Imaging;

namespace VisionSystem.Tests.EndToEnd;

[Collection(nameof(SharedApp))]
public sealed class ImageJourneyTests(VisionAppFixture fixture)
{
    private static readonly TimeSpan Delivery = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(VisionApp.Inference)]
    [InlineData(VisionApp.Logging)]
    public async Task Both_services_report_healthy(string resource)
    {
        using var client = fixture.Vision.Client(resource);
        foreach (var path in new[] { "/health", "/ready", "/alive" })
        {
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    [Fact]
    public async Task An_image_is_detected_then_listed_and_returned_byte_for_byte()
    {
        using var client = fixture.Vision.Client(VisionApp.Inference);
        var image = TinyBmp.Noise(20_001);

        var answer = await client.DetectAsync(image);

        var id = answer.GetProperty("id").GetGuid();
        var listed = await Until.FoundAsync(
            $"prediction {id} in the list", async token => (await client.ListAsync(token)).Find(prediction => prediction.Id == id), Delivery);
        Assert.Equal(answer.GetProperty("detections").GetArrayLength(), listed.Detections.Count);
        Assert.Equal(image.Length, listed.ImageBytes);
        Assert.Equal(image, await client.GetByteArrayAsync(
            new Uri($"/v1/images/{listed.Image.Sha256}", UriKind.Relative), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_newest_prediction_comes_first()
    {
        using var client = fixture.Vision.Client(VisionApp.Inference);
        var first = (await client.DetectAsync(TinyBmp.Noise(20_002))).GetProperty("id").GetGuid();
        var second = (await client.DetectAsync(TinyBmp.Noise(20_003))).GetProperty("id").GetGuid();

        var list = await Until.FoundAsync<List<Prediction>>(
            "both in the list",
            async token => await client.ListAsync(token) is var all && all.Exists(p => p.Id == first) && all.Exists(p => p.Id == second) ? all : null,
            Delivery);

        Assert.True(list.FindIndex(prediction => prediction.Id == second) < list.FindIndex(prediction => prediction.Id == first));
    }
}
