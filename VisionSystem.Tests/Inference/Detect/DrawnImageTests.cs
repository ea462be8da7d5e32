using System.Buffers;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using VisionSystem.Tests.Logging;
using VisionSystem.Tests.Vision.Imaging;
using VisionSystem.Vision.Imaging;

namespace VisionSystem.Tests.Inference.Detect;

/// <summary>Tests responses that are images with the detections drawn on them.</summary>
public sealed class DrawnImageTests(DrawnImageTests.Service service) : IClassFixture<DrawnImageTests.Service>
{
    private const int Places = 2;

    private static readonly byte[] Sample = File.ReadAllBytes(Path.Combine(InferenceApplication.Samples, "shelf.jpg"));

    /// <summary>Large enough that detection decodes them at a reduced size.</summary>
    private static readonly Lazy<byte[][]> Large = new(() =>
    {
        using var picture = TestImages.Gradient(2600, 1900);
        var jpeg = Jpeg(picture);
        return [.. Enumerable.Range(0, 10).Select(number => (byte[])[.. jpeg, (byte)number])];
    });

    [Fact]
    public async Task Concurrent_drawings_respect_the_decode_limit_and_are_recorded_once_drawn()
    {
        // The first request runs detection, the second one is served from the cache.
        foreach (var source in new[] { "detected", "cached" })
        {
            service.Codecs.Hold();
            var asked = Large.Value.Select(image => service.Client.SendAsync(image, "?format=image&source=" + source)).ToList();
            try
            {
                await Until.TrueAsync("as many are decoded as may be", () => service.Codecs.Decoding >= Places);
                using var small = await service.Client.SendAsync(Sample, "?recording=off");
                Assert.Equal(HttpStatusCode.OK, small.StatusCode);
                Assert.Empty((await service.Client.PageAsync("?source=" + source)).Items);
            }
            finally
            {
                service.Codecs.Release();
            }

            foreach (var answer in await Task.WhenAll(asked))
            {
                using (answer)
                {
                    Assert.Equal((HttpStatusCode.OK, "image/jpeg"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
                }
            }

            Assert.Equal(Large.Value.Length, (await service.Client.PageAsync("?source=" + source)).Items.Count);
        }

        Assert.Equal(Places, service.Codecs.Most);
    }

    [Fact]
    public async Task An_image_that_misses_its_deadline_while_drawing_is_refused_and_not_recorded()
    {
        // The result is cached, so that only drawing remains.
        using var detected = await service.Client.SendAsync(Large.Value[^1], "?recording=off");
        service.Codecs.Hold();
        var before = Large.Value.Take(Places).Select(image => service.Client.SendAsync(image, "?format=image&recording=off")).ToList();
        try
        {
            await Until.TrueAsync("no place is left", () => service.Codecs.Decoding >= Places);
            using var late = await service.Client.SendAsync(Large.Value[^1], "?format=image&source=late&timeout_ms=2000");
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "deadline-unreachable"), (late.StatusCode, (await late.ProblemAsync()).Slug()));
            Assert.NotNull(late.Headers.RetryAfter);
        }
        finally
        {
            service.Codecs.Release();
        }

        Assert.All(await Task.WhenAll(before), answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Empty((await service.Client.PageAsync("?source=late")).Items);
    }

    [Fact]
    public async Task An_image_that_cannot_be_decoded_at_full_size_is_not_recorded()
    {
        service.Codecs.Fault = ImageFault.Corrupt;
        try
        {
            using var answer = await service.Client.SendAsync(Large.Value[0], "?format=image&source=damaged");
            Assert.Equal((HttpStatusCode.UnprocessableEntity, "image-corrupt"), (answer.StatusCode, (await answer.ProblemAsync()).Slug()));
        }
        finally
        {
            service.Codecs.Fault = ImageFault.None;
        }

        Assert.Empty((await service.Client.PageAsync("?source=damaged")).Items);
    }

    [Fact]
    public async Task An_image_too_wide_for_a_jpeg_is_refused_as_image_and_accepted_as_json()
    {
        var wide = TinyPng.Write(66_000, 2, 8, 0, new byte[66_000]);
        using var first = await service.Client.SendAsync(wide, "?format=image&source=wide");
        using var json = await service.Client.SendAsync(wide, "?source=wide");
        using var cached = await service.Client.SendAsync(wide, "?format=image&source=wide");

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.OK, HttpStatusCode.BadRequest), (first.StatusCode, json.StatusCode, cached.StatusCode));
        Assert.Equal(["format"], (await first.ProblemAsync()).ErrorFields());
        Assert.Equal(["format"], (await cached.ProblemAsync()).ErrorFields());
        Assert.Single((await service.Client.PageAsync("?source=wide")).Items);
    }

    [Fact]
    public async Task An_image_that_was_decoded_at_full_size_is_not_decoded_again()
    {
        var (image, asked) = (TinyJpeg.Write(48, 24, [80]), service.Codecs.Asked);
        await AssertDrawnAsync(image);
        await AssertDrawnAsync(TinyJpeg.Write(64, 32, [90], TinyJpeg.App1([.. "Exif\0\0"u8, .. TinyExif.BigEndian(6)])));
        Assert.Equal(asked, service.Codecs.Asked);

        // A cached result contains no pixels.
        await AssertDrawnAsync(image);
        Assert.Equal(asked + 1, service.Codecs.Asked);
    }

    [Fact]
    public async Task A_turned_image_that_is_decoded_again_is_drawn_upright()
    {
        var asked = service.Codecs.Asked;
        await AssertDrawnAsync(File.ReadAllBytes(TestData.Require("odd/exif/Landscape_6.jpg")));
        Assert.Equal(asked + 1, service.Codecs.Asked);
    }

    /// <summary>Without detections, the response is the upright image.</summary>
    private async Task AssertDrawnAsync(byte[] image)
    {
        using var answer = await service.Client.SendAsync(image, "?format=image&confidence=1&recording=off");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(ImageFault.None, ImageHeaderReader.TryRead(image, out var header, out _));
        var codec = TestCodecs.Require("libvips");
        using var stored = codec.Decode(image);
        using var upright = new UprightView(stored, header.Orientation).Upright();
        using var drawn = codec.Decode(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.True(TestCodecs.MeanDifference(upright, drawn) < 4);
    }

    private static byte[] Jpeg(PixelBuffer picture)
    {
        var jpeg = new ArrayBufferWriter<byte>();
        new ImageCodecs(new ImagingOptions(), NullLogger<ImageCodecs>.Instance).EncodeJpeg(picture, jpeg);
        return jpeg.WrittenSpan.ToArray();
    }

    /// <summary>One running service with observed codecs for all tests of this class.</summary>
    public sealed class Service : IAsyncLifetime
    {
        private readonly InferenceApplication _application;

        public Service() => _application = new InferenceApplication(("Vision:Decoding:Places", $"{Places}"), ("CV_QUEUE_LIMIT", "100"))
        {
            Replacements = services => services.AddSingleton(Codecs.Create()),
        };

        public HttpClient Client { get; private set; } = null!;

        internal ObservedCodecs Codecs { get; } = new();

        public async ValueTask InitializeAsync() => Client = await _application.ReadyClientAsync();

        public ValueTask DisposeAsync()
        {
            _application.Dispose();
            Codecs.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
