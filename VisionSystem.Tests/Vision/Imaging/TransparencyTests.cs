using NetVips;
using VisionSystem.Vision.Imaging;

namespace VisionSystem.Tests.Vision.Imaging;

/// <summary>Tests the background of transparent pixels for every format with transparency and every codec.</summary>
public sealed class TransparencyTests
{
    private static readonly (Colour Colour, byte Alpha, byte[] File)[] Pictures =
    [
        (new Colour(200, 100, 50), 128, TinyPng.Write(1, 1, 8, 6, [200, 100, 50, 128])),
        (new Colour(200, 100, 50), 0, TinyPng.Write(1, 1, 8, 6, [200, 100, 50, 0])),
        (new Colour(200, 100, 50), 128, TinyPng.Write(1, 1, 16, 6, [200, 10, 100, 20, 50, 30, 128, 0])),
        (new Colour(200, 200, 200), 128, TinyPng.Write(1, 1, 8, 4, [200, 128])),
        (new Colour(0, 0, 0), 0, TinyPng.Write(1, 1, 8, 4, [0, 0])),
        (new Colour(200, 200, 200), 128, TinyPng.Write(1, 1, 16, 4, [200, 200, 128, 128])),
        (new Colour(10, 20, 30), 0, TinyPng.Write(4, 1, 2, 3, [0], ("PLTE", [10, 20, 30]), ("tRNS", [0]))),
        (new Colour(10, 20, 30), 128, TinyPng.Write(4, 1, 2, 3, [0], ("PLTE", [10, 20, 30]), ("tRNS", [128]))),
        (new Colour(77, 77, 77), 0, TinyPng.Write(1, 1, 8, 0, [77], ("tRNS", [0, 77]))),
        (new Colour(77, 77, 77), 0, TinyPng.Write(1, 1, 16, 0, [77, 5], ("tRNS", [77, 5]))),
        (new Colour(7, 8, 9), 0, TinyPng.Write(1, 1, 8, 2, [7, 8, 9], ("tRNS", [0, 7, 0, 8, 0, 9]))),
        (new Colour(7, 8, 9), 255, TinyPng.Write(1, 1, 8, 2, [7, 8, 9], ("tRNS", [0, 7, 0, 8, 0, 10]))),
        (new Colour(255, 0, 0), 0, TinyGif.Write(4, 4, 1, (0, 0, 4, 4, 1))),
        (new Colour(255, 0, 0), 255, TinyGif.Write(4, 4, 2, (0, 0, 4, 4, 1))),
        (new Colour(200, 100, 50), 128, TinyBmp.Write(1, 1, 32, 6, [0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0, 0, 0, 0, 255], [50, 100, 200, 128])),
    ];

    /// <summary>White by default, then the requested background.</summary>
    public static TheoryData<string, string> Backgrounds => new()
    {
        { "", "white" },
        { "white", "white" },
        { "black", "black" },
        { "ff8000", "#ff8000" },
    };

    [Theory]
    [MemberData(nameof(Backgrounds))]
    public void Shows_the_background(string asked, string seen)
    {
        TestCodecs.Require("libvips");
        Assert.True(Colour.TryParse(seen, out var paper));
        foreach (var (index, (colour, alpha, file)) in Pictures.Index())
        {
            AssertOver(file, colour, alpha, Conversion(asked), paper, $"picture {index}");
        }
    }

    [Theory]
    [MemberData(nameof(Backgrounds))]
    public void Shows_the_background_of_a_webp(string asked, string seen)
    {
        TestCodecs.Require("libvips");
        Assert.True(Colour.TryParse(seen, out var paper));
        byte[] pixel = [200, 100, 50, 128];
        using var image = Image.NewFromMemory(pixel, 1, 1, 4, Enums.BandFormat.Uchar).Copy(interpretation: Enums.Interpretation.Srgb);
        AssertOver(image.WebpsaveBuffer(lossless: true, exact: true), new Colour(200, 100, 50), 128, Conversion(asked), paper, "WebP");
    }

    [Theory]
    [MemberData(nameof(Backgrounds))]
    public void Shows_around_the_first_frame_of_an_animation(string asked, string seen)
    {
        TestCodecs.Require("libvips");
        Assert.True(Colour.TryParse(seen, out var paper));
        foreach (var transparent in new byte?[] { null, 1 })
        {
            using var picture = TestCodecs.Require("libvips").Decode(
                TinyGif.Write(6, 6, transparent, (2, 1, 2, 3, 3), (0, 0, 6, 6, 2)), conversion: Conversion(asked));
            for (var y = 0; y < 6; y++)
            {
                for (var x = 0; x < 6; x++)
                {
                    var framed = x is 2 or 3 && y is 1 or 2 or 3;
                    Assert.Equal(framed ? new Colour(0, 0, 255) : paper, At(picture, x, y));
                }
            }
        }
    }

    private static PixelConversion Conversion(string background) =>
        background.Length == 0 ? default : new PixelConversion(Colour.TryParse(background, out var ink) ? ink : throw new ArgumentException(background), ValueScale.Depth);

    private static void AssertOver(byte[] file, Colour colour, byte alpha, PixelConversion conversion, Colour paper, string what)
    {
        Assert.Equal(ImageFault.None, ImageHeaderReader.TryRead(file, out var header, out _));
        using var picture = TestCodecs.Require(header.Format == ImageFormat.Bmp ? "managed" : "libvips").Decode(file, conversion: conversion);
        var pixel = At(picture, 0, 0);
        Assert.True(Near(pixel.Red, colour.Red, paper.Red) && Near(pixel.Green, colour.Green, paper.Green) && Near(pixel.Blue, colour.Blue, paper.Blue), $"{what} over {paper}: {pixel}");

        bool Near(byte found, byte value, byte under) => Math.Abs(found - (((value * alpha) + (under * (255 - alpha))) / 255)) <= 1;
    }

    private static Colour At(PixelBuffer picture, int x, int y)
    {
        var pixel = picture.Row(y).Slice(x * PixelBuffer.Channels, PixelBuffer.Channels);
        return new Colour(pixel[0], pixel[1], pixel[2]);
    }
}
