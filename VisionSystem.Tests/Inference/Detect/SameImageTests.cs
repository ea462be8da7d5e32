using VisionSystem.Contracts;
using VisionSystem.Tests.Vision.Imaging;
using VisionSystem.Vision.Imaging;
using VisionSystem.Vision.Preprocessing;

namespace VisionSystem.Tests.Inference.Detect;

/// <summary>
/// The same image gives the same boxes in every container. Lossless formats have equal pixels, so every box is found again with
/// an IoU of 0.999 and a score within 0.001. Two JPEG decoders round and scale differently, which costs up to 0.15 of IoU and
/// 0.1 of score, so only detections of at least 0.35 are expected from both.
/// </summary>
[Collection(nameof(SharedImageModels))]
public sealed class SameImageTests(ImageModels models)
{
    public static TheoryData<string, string> Images => new MatrixTheoryData<string, string>(["yolov8n-uint8", "yolox_nano", "yolov10n_int8"], ["bus", "zidane"]);

    [Theory]
    [MemberData(nameof(Images))]
    public async Task Every_lossless_format_gives_the_same_boxes(string model, string name)
    {
        using var image = ImageModels.Picture(name);
        var expected = await models.DetectAsync(model, LosslessFiles.Bmp(image), ImageModels.AtFullSize);
        Assert.NotEmpty(expected);
        foreach (var format in LosslessFiles.Names)
        {
            AssertSame(expected, await models.DetectAsync(model, LosslessFiles.Write(image, format), ImageModels.AtFullSize), 0, 0.999f, 0.001f, format);
        }
    }

    [Theory]
    [MemberData(nameof(Images))]
    public async Task Every_codec_of_jpeg_gives_the_same_boxes(string model, string name)
    {
        TestCodecs.Require("libjpeg-turbo");
        using var image = ImageModels.Picture(name);
        foreach (var times in new[] { 1, 3 })
        {
            // At three times the size, it is decoded at a fraction of its size.
            using var large = Stretch.To(new UprightView(image, 1), image.Width * times, image.Height * times);
            var file = ImageModels.Jpeg(large, quality: 95);
            AssertSame(await models.DetectAsync(model, file), await models.DetectAsync(model, file, ImageModels.Portable), 0.35f, 0.85f, 0.1f, $"{times} times");
        }
    }

    /// <summary>Detections of one with at least this score are found in the other, and vice versa.</summary>
    private static void AssertSame(
        IReadOnlyList<Detection> one, IReadOnlyList<Detection> other, float leastScore, float leastIou, float mostScoreDifference, string what)
    {
        AssertAmong(one, other);
        AssertAmong(other, one);

        void AssertAmong(IReadOnlyList<Detection> some, IReadOnlyList<Detection> others) => Assert.All(
            some.Where(found => found.Confidence >= leastScore),
            found => Assert.True(
                new ExpectedBox(found.Class, found.Confidence, found.Box).IsAmong(others, leastIou, mostScoreDifference),
                $"{what}: {found} is not among {string.Join("; ", others)}"));
    }
}
