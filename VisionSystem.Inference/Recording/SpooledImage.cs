using System.Net;

namespace VisionSystem.Inference.Recording;

/// <summary>A photo of the spool as a part of a delivery, read while it is sent.</summary>
internal sealed class SpooledImage(PredictionSpool spool, SpooledPrediction photo) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        spool.CopyImageAsync(photo.Number, stream, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = photo.ImageBytes;
        return true;
    }
}
