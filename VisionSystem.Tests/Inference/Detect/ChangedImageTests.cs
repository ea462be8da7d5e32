using VisionSystem.Contracts;
using VisionSystem.Tests.Vision.Imaging;
using VisionSystem.Vision.Imaging;
using VisionSystem.Vision.Preprocessing;

namespace VisionSystem.Tests.Inference.Detect;

/// <summary>
/// Confident detections of an image are found again after it is flipped, moved, padded, enlarged, reduced or recompressed, at
/// the corresponding place: with an IoU of at least 0.6 and a score difference of at most 0.25. A network does not see a
/// mirrored or resized image identically; the lowest measured IoU is 0.66, for a ball of eleven pixels on the input of
/// yolox_nano, and at least 0.79 for larger objects.
/// </summary>
[Collection(nameof(SharedImageModels))]
public sealed class ChangedImageTests(ImageModels models)
{
    private const float Sure = 0.55f;
    private const float LeastIou = 0.6f;
    private const float MostScoreDifference = 0.25f;

    public static TheoryData<string, string> Images => new MatrixTheoryData<string, string>(["yolov8n-uint8", "yolox_nano"], ["bus", "zidane", "sports"]);

    /// <summary>
    /// Excludes zidane: two people overlap in it, and their separation by yolov8n depends on the side on which they stand.
    /// </summary>
    public static TheoryData<string, string> FlippedImages => new MatrixTheoryData<string, string>(["yolov8n-uint8", "yolox_nano"], ["bus", "sports"]);

    [Theory]
    [MemberData(nameof(FlippedImages))]
    public async Task Boxes_are_flipped_with_the_image(string model, string name)
    {
        using var image = ImageModels.Picture(name);
        using var flipped = new UprightView(image, 2).Upright();
        var width = image.Width;
        await AssertFollowAsync(model, image, LosslessFiles.Bmp(flipped), box => new Box(width - box.X2, box.Y1, width - box.X1, box.Y2));
    }

    [Theory]
    [MemberData(nameof(Images))]
    public async Task Boxes_move_with_the_image(string model, string name)
    {
        using var image = ImageModels.Picture(name);
        using var still = Laid(image, 96, 96, 0, 0);
        using var moved = Laid(image, 96, 96, 64, 40);
        await AssertFollowAsync(model, still, LosslessFiles.Bmp(moved), box => Moved(box, 64, 40));
    }

    [Theory]
    [MemberData(nameof(Images))]
    public async Task Boxes_stay_where_the_image_is_padded(string model, string name)
    {
        using var image = ImageModels.Picture(name);
        using var padded = Laid(image, 160, 120, 80, 60);
        await AssertFollowAsync(model, image, LosslessFiles.Bmp(padded), box => Moved(box, 80, 60));
    }

    [Theory]
    [MemberData(nameof(Images))]
    public async Task Boxes_grow_and_shrink_with_the_image(string model, string name)
    {
        using var image = ImageModels.Picture(name);
        foreach (var times in new[] { 0.7f, 1.5f, 3f })
        {
            using var other = Stretch.To(new UprightView(image, 1), (int)(image.Width * times), (int)(image.Height * times));
            await AssertFollowAsync(model, image, LosslessFiles.Bmp(other), box => new Box(box.X1 * times, box.Y1 * times, box.X2 * times, box.Y2 * times));
        }
    }

    [Theory]
    [MemberData(nameof(Images))]
    public async Task Boxes_stay_when_the_image_is_compressed_again(string model, string name)
    {
        using var image = ImageModels.Picture(name);
        foreach (var quality in new[] { 95, 75, 50 })
        {
            await AssertFollowAsync(model, image, ImageModels.Jpeg(image, quality), box => box);
        }
    }

    /// <summary>Confident detections of either image are found in the other.</summary>
    private async Task AssertFollowAsync(string model, PixelBuffer image, byte[] changed, Func<Box, Box> follow)
    {
        var before = await models.DetectAsync(model, LosslessFiles.Bmp(image));
        var expected = before.Select(found => found with { Box = follow(found.Box) }).ToList();
        var after = await models.DetectAsync(model, changed);
        Assert.Contains(expected, found => found.Confidence >= Sure);
        AssertAmong(expected, after);
        AssertAmong(after, expected);
    }

    private static void AssertAmong(IEnumerable<Detection> some, IReadOnlyList<Detection> others) =>
        Assert.All(some.Where(found => found.Confidence >= Sure), found => Assert.True(
            new ExpectedBox(found.Class, found.Confidence, found.Box).IsAmong(others, LeastIou, MostScoreDifference), $"{found} is not among {string.Join("; ", others)}"));

    private static Box Moved(Box box, float right, float down) => new(box.X1 + right, box.Y1 + down, box.X2 + right, box.Y2 + down);

    /// <summary>The image on a larger canvas of the grey with which model inputs are padded.</summary>
    private static PixelBuffer Laid(PixelBuffer image, int wider, int higher, int left, int top)
    {
        var canvas = PixelBuffer.Rent(image.Width + wider, image.Height + higher);
        for (var y = 0; y < canvas.Height; y++)
        {
            canvas.Row(y).Fill(Letterbox.Grey);
            if (y >= top && y - top < image.Height)
            {
                image.Row(y - top).CopyTo(canvas.Row(y)[(left * PixelBuffer.Channels)..]);
            }
        }

        return canvas;
    }
}
