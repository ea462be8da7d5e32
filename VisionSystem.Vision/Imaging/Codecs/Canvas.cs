namespace VisionSystem.Vision.Imaging.Codecs;

/// <summary>The canvas of an animation, which its first frame need not cover.</summary>
internal static class Canvas
{
    /// <summary>Copies an image onto a black canvas of another size, aligned at the top left corner, and disposes the image.</summary>
    public static PixelBuffer Expand(PixelBuffer image, int width, int height)
    {
        using (image)
        {
            var canvas = PixelBuffer.Rent(width, height);
            canvas.Clear();
            var length = Math.Min(image.Stride, canvas.Stride);
            for (var y = 0; y < Math.Min(image.Height, height); y++)
            {
                image.Row(y)[..length].CopyTo(canvas.Row(y));
            }

            return canvas;
        }
    }

    /// <summary>Fills the area around a frame with a colour; without a frame the image is unchanged.</summary>
    /// <returns>The same image.</returns>
    public static PixelBuffer FillAround(PixelBuffer image, (int Left, int Top, int Right, int Bottom) frame, Colour background)
    {
        if (frame.Left >= frame.Right || frame.Top >= frame.Bottom)
        {
            return image;
        }

        for (var y = 0; y < image.Height; y++)
        {
            var row = image.Row(y);
            var (left, right) = y >= frame.Top && y < frame.Bottom ? (Math.Min(frame.Left, image.Width), Math.Min(frame.Right, image.Width)) : (0, 0);
            Fill(row[..(left * PixelBuffer.Channels)], background);
            Fill(row[(right * PixelBuffer.Channels)..], background);
        }

        return image;
    }

    private static void Fill(Span<byte> pixels, Colour background)
    {
        for (var i = 0; i < pixels.Length; i += PixelBuffer.Channels)
        {
            (pixels[i], pixels[i + 1], pixels[i + 2]) = (background.Red, background.Green, background.Blue);
        }
    }
}
