using System.Globalization;
using VisionSystem.Contracts;

namespace VisionSystem.Vision.Imaging;

/// <summary>Draws detections onto a picture: a box in the class's colour, and <c>class 0.93</c> above it.</summary>
internal static class Annotator
{
    /// <param name="upright">The picture as a person sees it; drawn upon.</param>
    /// <param name="detections">In pixels of this picture, the surest first; those come to lie on top.</param>
    public static void Draw(PixelBuffer upright, IReadOnlyList<Detection> detections)
    {
        // As in Ultralytics' plots: 0.3 % of the mean side.
        var line = Math.Max(2, (int)Math.Round((upright.Width + upright.Height) / 2.0 * 0.003));
        var zoom = Math.Max(1, (int)Math.Round((upright.Width + upright.Height) / 2.0 / 400));
        for (var i = detections.Count - 1; i >= 0; i--)
        {
            var detection = detections[i];
            var ink = Colour.ForClass(detection.ClassId);
            var left = (int)MathF.Round(detection.Box.X1);
            var top = (int)MathF.Round(detection.Box.Y1);
            var right = (int)MathF.Round(detection.Box.X2);
            var bottom = (int)MathF.Round(detection.Box.Y2);
            Fill(upright, left, top, right, top + line, ink);
            Fill(upright, left, bottom - line, right, bottom, ink);
            Fill(upright, left, top, left + line, bottom, ink);
            Fill(upright, right - line, top, right, bottom, ink);
            Label(upright, left, top, zoom, ink, string.Create(CultureInfo.InvariantCulture, $"{detection.Class} {detection.Confidence:0.00}"));
        }
    }

    // Above the box, or inside where the picture ends; moved left where it would leave the picture.
    private static void Label(PixelBuffer picture, int left, int top, int zoom, Colour ink, string text)
    {
        var advance = (BitmapFont.Width + 1) * zoom;
        var width = (text.Length * advance) + zoom;
        var height = (BitmapFont.Height + 2) * zoom;
        var x = Math.Max(0, Math.Min(left, picture.Width - width));
        var y = Math.Max(0, top >= height ? top - height : top);
        Fill(picture, x, y, x + width, y + height, ink);
        var paper = ink.Contrast();
        for (var i = 0; i < text.Length; i++)
        {
            Glyph(picture, x + zoom + (i * advance), y + zoom, zoom, paper, text[i]);
        }
    }

    private static void Glyph(PixelBuffer picture, int left, int top, int zoom, Colour ink, char letter)
    {
        for (var y = 0; y < BitmapFont.Height; y++)
        {
            for (var x = 0; x < BitmapFont.Width; x++)
            {
                if (BitmapFont.Covers(letter, x, y))
                {
                    Fill(picture, left + (x * zoom), top + (y * zoom), left + ((x + 1) * zoom), top + ((y + 1) * zoom), ink);
                }
            }
        }
    }

    private static void Fill(PixelBuffer picture, int left, int top, int right, int bottom, Colour ink)
    {
        left = Math.Max(left, 0);
        right = Math.Min(right, picture.Width);
        for (var y = Math.Max(top, 0); y < Math.Min(bottom, picture.Height); y++)
        {
            var row = picture.Row(y);
            for (var x = left; x < right; x++)
            {
                row[x * PixelBuffer.Channels] = ink.Red;
                row[(x * PixelBuffer.Channels) + 1] = ink.Green;
                row[(x * PixelBuffer.Channels) + 2] = ink.Blue;
            }
        }
    }
}
