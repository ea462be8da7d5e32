namespace VisionSystem.Inference.Imaging.Codecs;

/// <summary>Lays a picture onto a black canvas of another size, both at their top left corners.</summary>
internal static class Canvas
{
    /// <summary>The canvas; the picture is disposed.</summary>
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
}
