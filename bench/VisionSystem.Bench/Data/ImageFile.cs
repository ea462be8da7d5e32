using VisionSystem.Vision.Imaging;
using VisionSystem.Vision.Models;
using VisionSystem.Vision.Preprocessing;

namespace VisionSystem.Bench.Data;

/// <summary>An encoded image in memory with its parsed header.</summary>
internal sealed class ImageFile
{
    private readonly ImageCodecs _codecs;

    /// <exception cref="InvalidDataException">The file is not a supported image.</exception>
    public ImageFile(string file, ImageCodecs codecs)
    {
        (Name, Bytes, _codecs) = (Path.GetFileName(file), File.ReadAllBytes(file), codecs);
        if (codecs.ReadHeader(Bytes, out var header, out var detail) != ImageFault.None)
        {
            throw new InvalidDataException($"{file}: {detail}");
        }

        Header = header;
    }

    public string Name { get; }

    public byte[] Bytes { get; }

    public ImageHeader Header { get; }

    public LetterboxPlan PlanFor(LoadedModel model) => model.Description.Preparation.Plan(
        Header.UprightWidth, Header.UprightHeight, model.Description.InputWidth, model.Description.InputHeight);

    /// <summary>Decodes at full size; the caller disposes the pixels.</summary>
    /// <exception cref="InvalidDataException">The image is damaged.</exception>
    public PixelBuffer Decode() => _codecs.Decode(Bytes, Header, 0, 0, out var pixels, out var detail) == ImageFault.None ? pixels! : throw new InvalidDataException(detail);
}
