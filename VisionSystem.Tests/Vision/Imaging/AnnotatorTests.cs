using System.Buffers;
using VisionSystem.Contracts;
using VisionSystem.Vision.Imaging;
using VisionSystem.Vision.Imaging.Drawing;

namespace VisionSystem.Tests.Vision.Imaging;

public sealed class AnnotatorTests
{
    [Fact]
    public void Draws_a_box_in_its_class_colour_and_a_readable_label()
    {
        using var picture = PixelBuffer.Rent(400, 300);
        picture.Clear();
        Annotator.Draw(picture, [new Detection("cat", 7, 0.93f, new Box(100, 80, 300, 250))]);

        var ink = Colour.ForClass(7);
        Assert.Equal(ink, At(picture, 100, 200));
        Assert.Equal(ink, At(picture, 299, 200));
        Assert.Equal(ink, At(picture, 200, 80));
        Assert.Equal(ink, At(picture, 200, 249));
        Assert.Equal(default, At(picture, 200, 150));

        // The crossbar of the t in "cat" is four pixels wide, in the third of eight rows.
        var label = Enumerable.Range(0, 20).Select(x => At(picture, 100 + 1 + (2 * 6) + x, 80 - 10 + 1 + 2)).Take(4);
        Assert.All(label, letter => Assert.Equal(ink.Contrast(), letter));
    }

    [Fact]
    public void Boxes_and_labels_that_leave_the_picture_are_cut_off()
    {
        using var picture = PixelBuffer.Rent(20, 10);
        picture.Clear();
        Annotator.Draw(picture, [new Detection("a very long name, with ünïcode", 0, 1, new Box(-50, -50, 500, 500)), new Detection("b", 1, 0, new Box(19, 9, 20, 10))]);

        // The label of the first box is wider than the image and equally high: every pixel is label, and no row overflows into the
        // next.
        var ink = Colour.ForClass(0);
        var pixels = Enumerable.Range(0, 10).SelectMany(y => Enumerable.Range(0, 20).Select(x => At(picture, x, y))).ToList();
        Assert.All(pixels, pixel => Assert.Contains(pixel, (Colour[])[ink, ink.Contrast()]));
        Assert.All(pixels.Chunk(20), row => Assert.Equal(ink, row[0]));
    }

    [Fact]
    public void Every_printable_character_has_a_glyph_of_its_own_and_others_are_question_marks()
    {
        var glyphs = Enumerable.Range(' ', '~' - ' ' + 1).Select(letter => Pixels((char)letter)).ToList();
        Assert.Equal(glyphs.Count, glyphs.Distinct().Count());
        Assert.Equal(Pixels('?'), Pixels('ü'));
        Assert.Equal(Pixels('?'), Pixels('\u007F'));
    }

    [Fact]
    public void Any_eight_neighbouring_classes_have_colours_that_differ()
    {
        for (var first = 0; first < 80; first++)
        {
            var inks = Enumerable.Range(first, 8).Select(Colour.ForClass).ToList();
            Assert.All(inks, ink => Assert.All(inks.Where(other => other != ink), other =>
                Assert.True(Math.Abs(ink.Red - other.Red) + Math.Abs(ink.Green - other.Green) + Math.Abs(ink.Blue - other.Blue) > 60)));
        }
    }

    [Theory]
    [InlineData("libjpeg-turbo")]
    [InlineData("imagesharp")]
    public void An_encoded_picture_decodes_to_nearly_itself(string name)
    {
        var encoder = name == "imagesharp" ? new ImageSharpEncoder() : (IJpegEncoder)TestCodecs.Require(name);
        using var picture = TestImages.Gradient(123, 77);
        var output = new ArrayBufferWriter<byte>();
        encoder.Encode(picture, 90, output);
        using var decoded = TestCodecs.Require("libvips").Decode(output.WrittenSpan.ToArray());
        Assert.True(TestCodecs.MeanDifference(picture, decoded) < 4);
    }

    private static Colour At(PixelBuffer picture, int x, int y)
    {
        var pixel = picture.Row(y).Slice(x * 3, 3);
        return new Colour(pixel[0], pixel[1], pixel[2]);
    }

    private static string Pixels(char letter) =>
        string.Concat(Enumerable.Range(0, 40).Select(i => BitmapFont.Covers(letter, i % 5, i / 5) ? '#' : '.'));
}
