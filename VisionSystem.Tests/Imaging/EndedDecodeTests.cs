using VisionSystem.Inference.Imaging;

namespace VisionSystem.Tests.Imaging;

/// <summary>A decode that is of no more use ends.</summary>
public sealed class EndedDecodeTests
{
    public static TheoryData<string> Codecs => TestCodecs.Names;

    [Theory]
    [MemberData(nameof(Codecs))]
    public void A_decode_whose_client_has_gone_does_not_begin(string name)
    {
        var codec = TestCodecs.Require(name);
        var file = name == "managed" ? TinyBmp.Write(1, 1, 24, 0, [], new byte[4]) : TinyJpeg.Write(8, 8, [90]);
        Assert.Equal(ImageFault.None, ImageHeaderReader.TryRead(file, out var header, out _));
        Assert.Throws<OperationCanceledException>(() => codec.Decode(file, header, 0, 0, default, new CancellationToken(canceled: true), out _, out _));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task A_decode_under_way_ends_with_its_deadline(byte colorType)
    {
        var codec = TestCodecs.Require("libvips");
        var file = TinyPng.Write(8000, 8000, 8, colorType, new byte[colorType == 0 ? 8000 : 24_000]);
        Assert.Equal(ImageFault.None, ImageHeaderReader.TryRead(file, out var header, out _));

        // The decode may be the first to end on a machine that is busy elsewhere: then the next one is tried.
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
}
