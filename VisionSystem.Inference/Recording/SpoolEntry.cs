namespace VisionSystem.Inference.Recording;

/// <summary>A prediction on its way into the spool.</summary>
/// <param name="Id">Its id, so that it is never there twice.</param>
/// <param name="TraceParent">The trace it belongs to (W3C trace context).</param>
/// <param name="Sha256">The image's key.</param>
/// <param name="Prediction">The record as JSON.</param>
/// <param name="Image">The image as sent; the memory is to stay as it is until the write is done.</param>
internal sealed record SpoolEntry(string Id, string? TraceParent, string Sha256, byte[] Prediction, ReadOnlyMemory<byte> Image)
{
    public long Bytes => Prediction.Length + Image.Length;
}

/// <summary>A prediction that waits in the spool, without its image, which stays on disk until it is sent.</summary>
/// <param name="Number">Its place in the order of arrival.</param>
/// <param name="Id">Its id.</param>
/// <param name="TraceParent">The trace it belongs to (W3C trace context).</param>
/// <param name="Sha256">The image's key.</param>
/// <param name="Prediction">The record as JSON.</param>
/// <param name="ImageBytes">Bytes of the image.</param>
internal sealed record SpooledPrediction(long Number, string Id, string? TraceParent, string Sha256, byte[] Prediction, long ImageBytes)
{
    public long Bytes => Prediction.Length + ImageBytes;
}
