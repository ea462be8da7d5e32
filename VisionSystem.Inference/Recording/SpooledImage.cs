using System.Net;

namespace VisionSystem.Inference.Recording;

/// <summary>An image of the spool as a part of a delivery, read while it is sent.</summary>
internal sealed class SpooledImage(PredictionSpool spool, SpooledPrediction image) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        spool.CopyImageAsync(image.Number, stream, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = image.ImageBytes;
        return true;
    }
}
