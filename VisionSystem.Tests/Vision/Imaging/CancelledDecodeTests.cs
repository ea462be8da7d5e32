using NetVips;
using VisionSystem.Vision.Imaging;

namespace VisionSystem.Tests.Vision.Imaging;

/// <summary>A decode stops when its result is no longer needed.</summary>
public sealed class CancelledDecodeTests
{
    public static TheoryData<string> Codecs => TestCodecs.Names;

    [Theory]
    [MemberData(nameof(Codecs))]
    public void A_decode_of_a_disconnected_client_does_not_start(string name)
    {
        var codec = TestCodecs.Require(name);
        var file = name == "managed" ? TinyBmp.Write(1, 1, 24, 0, [], new byte[4]) : TinyJpeg.Write(8, 8, [90]);
        Assert.Equal(ImageFault.None, ImageHeaderReader.TryRead(file, out var header, out _));
        Assert.Throws<OperationCanceledException>(() => codec.Decode(file, header, 0, 0, default, new CancellationToken(canceled: true), out _, out _));
    }

    [Theory]
    [InlineData("png gray")]
    [InlineData("png")]
    [InlineData("avif")]
    [InlineData("avif grid")]
    public async Task A_running_decode_ends_at_its_deadline(string kind)
    {
        var codec = TestCodecs.Require("libvips");
        var file = kind switch
        {
            "png gray" => TinyPng.Write(8000, 8000, 8, 0, new byte[8000]),
            "png" => TinyPng.Write(8000, 8000, 8, 2, new byte[24_000]),
            "avif" => Avif(2000, 1),
            _ => Avif(64, 30),
        };
        Assert.Equal(ImageFault.None, ImageHeaderReader.TryRead(file, out var header, out _));

        // On a busy machine the decode may finish before the cancellation: the test then retries.
        for (var tries = 0; ; tries++)
        {
            using var deadline = new CancellationTokenSource();
            var decode = Task.Run(
                () =>
                {
                    codec.Decode(file, header, 0, 0, default, deadline.Token, out var pixels, out _);
                    pixels?.Dispose();
                },
                TestContext.Current.CancellationToken);
            deadline.CancelAfter(TimeSpan.FromMilliseconds(10));
            try
            {
                await decode;
                Assert.True(tries < 20, "no decode was ended");
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        Assert.Equal(ImageFault.None, codec.Decode(TinyPng.Write(2, 2, 8, 0, [77, 77]), new ImageHeader(ImageFormat.Png, 2, 2, 1, "gray"), 0, 0, out var next, out _));
        next!.Dispose();
    }

    /// <summary>A grid of identical black tiles.</summary>
    private static byte[] Avif(int side, int tiles)
    {
        using var black = Image.Black(side, side, bands: 3);
        using var image = black.Copy(interpretation: Enums.Interpretation.Srgb);
        var tile = AvifPart.Frame(TinyAvif.Code(image), side, side);
        return TinyAvif.Write([TinyAvif.GridOf(side * tiles, side * tiles, tiles, tiles), .. Enumerable.Repeat(tile, tiles * tiles)]);
    }
}
