using System.Globalization;
using VisionSystem.Contracts;

namespace VisionSystem.Vision.Imaging;

/// <summary>Draws detections into an image: a box in the class's colour with the label <c>class 0.93</c> above it.</summary>
internal static class Annotator
{
    /// <param name="upright">The upright image, modified in place.</param>
    /// <param name="detections">The detections in pixels of this image, most confident first; these are drawn on top.</param>
    public static void Draw(PixelBuffer upright, IReadOnlyList<Detection> detections)
    {
        // 0.3 % of the mean side, as in Ultralytics' plots.
        var line = Math.Max(2, (int)Math.Round((upright.Width + upright.Height) / 2.0 * 0.003));
        var zoom = Math.Max(1, (int)Math.Round((upright.Width + upright.Height) / 2.0 / 400));
        for (var i = detections.Count - 1; i >= 0; i--)
        {
            var detection = detections[i];
            var colour = Colour.ForClass(detection.ClassId);
            var left = (int)MathF.Round(detection.Box.X1);
            var top = (int)MathF.Round(detection.Box.Y1);
            var right = (int)MathF.Round(detection.Box.X2);
            var bottom = (int)MathF.Round(detection.Box.Y2);
            Fill(upright, left, top, right, top + line, colour);
            Fill(upright, left, bottom - line, right, bottom, colour);
            Fill(upright, left, top, left + line, bottom, colour);
            Fill(upright, right - line, top, right, bottom, colour);
            Label(upright, left, top, zoom, colour, string.Create(CultureInfo.InvariantCulture, $"{detection.Class} {detection.Confidence:0.00}"));
        }
    }

    // Above the box, or inside it at the image's top edge; shifted left at the right edge.
    private static void Label(PixelBuffer image, int left, int top, int zoom, Colour colour, string text)
    {
        var advance = (BitmapFont.Width + 1) * zoom;
        var width = (text.Length * advance) + zoom;
        var height = (BitmapFont.Height + 2) * zoom;
        var x = Math.Max(0, Math.Min(left, image.Width - width));
        var y = Math.Max(0, top >= height ? top - height : top);
        Fill(image, x, y, x + width, y + height, colour);
        var textColour = colour.Contrast();
        for (var i = 0; i < text.Length; i++)
        {
            Glyph(image, x + zoom + (i * advance), y + zoom, zoom, textColour, text[i]);
        }
    }

    private static void Glyph(PixelBuffer image, int left, int top, int zoom, Colour colour, char letter)
    {
        for (var y = 0; y < BitmapFont.Height; y++)
        {
            for (var x = 0; x < BitmapFont.Width; x++)
            {
                if (BitmapFont.Covers(letter, x, y))
                {
                    Fill(image, left + (x * zoom), top + (y * zoom), left + ((x + 1) * zoom), top + ((y + 1) * zoom), colour);
                }
            }
        }
    }

    private static void Fill(PixelBuffer image, int left, int top, int right, int bottom, Colour colour)
    {
        left = Math.Max(left, 0);
        right = Math.Min(right, image.Width);
        for (var y = Math.Max(top, 0); y < Math.Min(bottom, image.Height); y++)
        {
            var row = image.Row(y);
            for (var x = left; x < right; x++)
            {
                row[x * PixelBuffer.Channels] = colour.Red;
                row[(x * PixelBuffer.Channels) + 1] = colour.Green;
                row[(x * PixelBuffer.Channels) + 2] = colour.Blue;
            }
        }
    }
}
