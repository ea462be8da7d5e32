using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using NetVips;
using VisionSystem.Tests.Logging;
using VisionSystem.Tests.Vision.Imaging;

namespace VisionSystem.Tests.Inference.Detect;

/// <summary>AVIF images are detected like other formats; files that only resemble AVIF are rejected with their format's name.</summary>
public sealed class AvifImageTests(DetectApiTests.Service service) : IClassFixture<DetectApiTests.Service>
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task An_avif_gives_the_boxes_of_its_jpeg(int quarters)
    {
        TestCodecs.Require("libvips");
        var jpeg = File.ReadAllBytes(Path.Combine(InferenceApplication.Samples, "markers.jpg"));
        using var image = Image.JpegloadBuffer(jpeg);
        using var stored = image.Rot((Enums.Angle)quarters);
        var avif = TinyAvif.Write(AvifPart.Frame(TinyAvif.Code(stored, lossless: false), stored.Width, stored.Height, TinyAvif.Rotation(quarters)));
        var expected = await DetectAsync(jpeg);
        var found = await DetectAsync(avif);

        Assert.Equal(("avif", image.Width, image.Height), (found.GetProperty("image").GetProperty("format").GetString(), Side(found, "width"), Side(found, "height")));
        Assert.NotEmpty(ExpectedBox.Detections(expected));
        Assert.Equal(ExpectedBox.Detections(expected).Count, ExpectedBox.Detections(found).Count);
        Assert.All(ExpectedBox.Detections(expected), box => Assert.True(
            new ExpectedBox(box.Class, box.Confidence, box.Box).IsAmong(ExpectedBox.Detections(found), 0.9f, 0.05f), $"{box}"));
    }

    [Fact]
    public async Task A_heic_is_refused_with_advice_under_any_content_type()
    {
        foreach (var brand in new[] { "heic", "mif1", "avif" })
        {
            using var answer = await service.Client.SendAsync(TinyAvif.WriteAs(brand, [new AvifPart("hvc1", new byte[100], TinyAvif.Size(40, 30))]));
            var problem = await answer.ProblemAsync();
            Assert.Equal((HttpStatusCode.UnsupportedMediaType, "not-an-image"), (answer.StatusCode, problem.Slug()));
            Assert.Contains("convert it to JPEG", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }

    private static int Side(JsonElement answer, string side) => answer.GetProperty("image").GetProperty(side).GetInt32();

    private async Task<JsonElement> DetectAsync(byte[] image)
    {
        using var answer = await service.Client.SendAsync(image, "?recording=off");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }
}
