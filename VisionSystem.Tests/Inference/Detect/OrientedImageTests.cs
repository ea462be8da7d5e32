using System.Buffers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using VisionSystem.Contracts;
using VisionSystem.Vision.Imaging;

namespace VisionSystem.Tests.Inference.Detect;

public sealed class OrientedImageTests(DetectApiTests.Service service) : IClassFixture<DetectApiTests.Service>
{
    [Fact]
    public async Task An_image_turned_and_tagged_eight_ways_gives_the_same_boxes()
    {
        var codecs = new ImageCodecs(new ImagingOptions(), NullLogger<ImageCodecs>.Instance);
        var sample = File.ReadAllBytes(Path.Combine(InferenceApplication.Samples, "markers.jpg"));
        codecs.ReadHeader(sample, out var header, out _);
        codecs.Decode(sample, header, 0, 0, out var picture, out _);
        using (picture)
        {
            var upright = await DetectAsync(Tagged(codecs, picture!, 1));
            Assert.NotEmpty(upright);
            for (byte orientation = 2; orientation <= 8; orientation++)
            {
                var turned = await DetectAsync(Tagged(codecs, picture!, orientation));
                Assert.Equal(upright.Count, turned.Count);
                Assert.All(upright, found => Assert.True(
                    new ExpectedBox(found.Class, found.Confidence, found.Box).IsAmong(turned, 0.9f, 0.05f), $"orientation {orientation}: {found}"));
            }
        }
    }

    /// <summary>
    /// The image, stored so that the tag turns it upright, with that tag in an EXIF segment after the JPEG's first marker.
    /// </summary>
    private static byte[] Tagged(ImageCodecs codecs, PixelBuffer upright, byte orientation)
    {
        // A tag's rotation and its inverse cancel out; only the quarter turns 6 and 8 differ from their inverse.
        var inverse = orientation switch { 6 => (byte)8, 8 => (byte)6, _ => orientation };
        using var stored = new UprightView(upright, inverse).Upright();
        var jpeg = new ArrayBufferWriter<byte>();
        codecs.EncodeJpeg(stored, jpeg, quality: 95);
        byte[] exif =
        [
            0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8,
            .. "MM"u8, 0, 42, 0, 0, 0, 8,
            0, 1,
            0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0,
            0, 0, 0, 0,
        ];
        return [.. jpeg.WrittenSpan[..2], .. exif, .. jpeg.WrittenSpan[2..]];
    }

    private async Task<IReadOnlyList<Detection>> DetectAsync(byte[] image)
    {
        using var answer = await service.Client.SendAsync(image);
        return ExpectedBox.Detections(await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken));
    }
}
