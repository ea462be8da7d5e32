using System.Buffers;

namespace VisionSystem.Vision.Imaging;

/// <summary>Writes pictures as JPEG. Thread-safe; one instance serves the process.</summary>
internal interface IJpegEncoder
{
    /// <param name="picture">An upright picture.</param>
    /// <param name="quality">1..100; 90 shows no loss to the eye.</param>
    /// <param name="output">Where the file's bytes go.</param>
    /// <exception cref="InvalidOperationException">The codec failed, with its message.</exception>
    void Encode(PixelBuffer picture, int quality, IBufferWriter<byte> output);
}
