using System.Buffers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using VisionSystem.Contracts;
using VisionSystem.Inference.Models;
using VisionSystem.Inference.Scheduling;
using VisionSystem.Vision.Decoders;
using VisionSystem.Vision.Imaging;

namespace VisionSystem.Tests.Inference.Detect;

/// <summary>Real models of one running service, called directly without HTTP and cache, with selectable codecs.</summary>
public sealed class ImageModels : IAsyncDisposable
{
    /// <summary>The detection threshold of the service.</summary>
    private const float Confidence = 0.25f;

    private static readonly ImageCodecs Usual = new(new ImagingOptions(), NullLogger<ImageCodecs>.Instance);

    /// <summary>Only the codecs that the packages include.</summary>
    internal static readonly ImageCodecs Portable = new(new ImagingOptions { Codec = CodecChoice.Portable }, NullLogger<ImageCodecs>.Instance);

    /// <summary>Decodes large images at full size as well, so that all formats give the same pixels.</summary>
    internal static readonly ImageCodecs AtFullSize = new(new ImagingOptions { ScaledDecode = false }, NullLogger<ImageCodecs>.Instance);

    // Started by the first test, which is skipped if there are no models.
    private readonly Lazy<Task<InferenceApplication>> _application = new(StartAsync);

    public async ValueTask DisposeAsync()
    {
        if (_application.IsValueCreated)
        {
            (await _application.Value).Dispose();
        }
    }

    /// <summary>An image of the data folder, upright and at full size.</summary>
    internal static PixelBuffer Picture(string name)
    {
        var file = File.ReadAllBytes(TestData.Require($"images/photos/{name}.jpg"));
        Assert.Equal(ImageFault.None, Usual.ReadHeader(file, out var header, out _));
        Assert.Equal(ImageFault.None, Usual.Decode(file, header, 0, 0, out var pixels, out _));
        using (pixels)
        {
            return new UprightView(pixels!, header.Orientation).Upright();
        }
    }

    internal static byte[] Jpeg(PixelBuffer picture, int quality)
    {
        var jpeg = new ArrayBufferWriter<byte>();
        Usual.EncodeJpeg(picture, jpeg, quality);
        return jpeg.WrittenSpan.ToArray();
    }

    internal async Task<IReadOnlyList<Detection>> DetectAsync(string model, byte[] image, ImageCodecs? codecs = null)
    {
        var token = TestContext.Current.CancellationToken;
        var services = (await _application.Value).Services;
        var pipeline = ActivatorUtilities.CreateInstance<InferencePipeline>(services, codecs ?? Usual);
        using var lease = await services.GetRequiredService<ModelRepository>().GetAsync(model, token);
        var outcome = await pipeline.RunAsync(image, lease.Model, new DetectionParameters(Confidence, 0.45f, 300, ClassFilter.All), token);
        Assert.True(outcome.Result is not null, outcome.Problem?.Detail);
        return outcome.Result.Detections;
    }

    private static async Task<InferenceApplication> StartAsync()
    {
        var application = new InferenceApplication(("Vision:Models:Path", TestData.Require("models")), ("Vision:Models:Default", "yolov8n-uint8"), ("CV_QUANTIZED_ARITHMETIC", "float"));
        await application.ReadyClientAsync();
        return application;
    }
}

[CollectionDefinition(nameof(SharedImageModels))]
public sealed class SharedImageModels : ICollectionFixture<ImageModels>;
