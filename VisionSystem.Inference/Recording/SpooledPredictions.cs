using System.Net;

namespace VisionSystem.Inference.Recording;

/// <summary>The records of a delivery as one JSON array, written from where they are.</summary>
internal sealed class SpooledPredictions(IReadOnlyList<SpooledPrediction> batch) : HttpContent
{
    private static readonly byte[] Open = "["u8.ToArray();
    private static readonly byte[] Comma = ","u8.ToArray();
    private static readonly byte[] Close = "]"u8.ToArray();

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            await stream.WriteAsync(i == 0 ? Open : Comma, cancellationToken);
            await stream.WriteAsync(batch[i].Prediction, cancellationToken);
        }

        await stream.WriteAsync(Close, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = batch.Sum(entry => (long)entry.Prediction.Length) + batch.Count + 1;
        return true;
    }
}
