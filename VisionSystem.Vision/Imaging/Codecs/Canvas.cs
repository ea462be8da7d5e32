namespace VisionSystem.Vision.Imaging.Codecs;

/// <summary>The canvas of an animation, which its first frame need not cover.</summary>
internal static class Canvas
{
    /// <summary>Lays a picture onto a black canvas of another size, both at their top left corners; the picture is disposed.</summary>
    public static PixelBuffer Place(PixelBuffer picture, int width, int height)
    {
        using (picture)
        {
            var canvas = PixelBuffer.Rent(width, height);
            canvas.Clear();
            var length = Math.Min(picture.Stride, canvas.Stride);
            for (var y = 0; y < Math.Min(picture.Height, height); y++)
            {
                picture.Row(y)[..length].CopyTo(canvas.Row(y));
            }

            return canvas;
        }
    }

    /// <summary>Gives a colour to all that lies around a frame; without a frame, to nothing.</summary>
    /// <returns>The same picture.</returns>
    public static PixelBuffer Surround(PixelBuffer picture, (int Left, int Top, int Right, int Bottom) frame, Colour paper)
    {
        if (frame.Left >= frame.Right || frame.Top >= frame.Bottom)
        {
            return picture;
        }

        for (var y = 0; y < picture.Height; y++)
        {
            var row = picture.Row(y);
            var (left, right) = y >= frame.Top && y < frame.Bottom ? (Math.Min(frame.Left, picture.Width), Math.Min(frame.Right, picture.Width)) : (0, 0);
            Fill(row[..(left * PixelBuffer.Channels)], paper);
            Fill(row[(right * PixelBuffer.Channels)..], paper);
        }

        return picture;
    }

    private static void Fill(Span<byte> pixels, Colour paper)
    {
        for (var i = 0; i < pixels.Length; i += PixelBuffer.Channels)
        {
            (pixels[i], pixels[i + 1], pixels[i + 2]) = (paper.Red, paper.Green, paper.Blue);
        }
    }
}
