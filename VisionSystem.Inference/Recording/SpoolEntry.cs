namespace VisionSystem.Inference.Recording;

/// <summary>A prediction to write to the spool.</summary>
/// <param name="Id">The prediction's id; unique in the spool.</param>
/// <param name="TraceParent">The trace of the request (W3C trace context).</param>
/// <param name="Sha256">The image's SHA-256, lower-case hex.</param>
/// <param name="Prediction">The prediction as JSON.</param>
/// <param name="Image">The image as sent; its memory must stay unchanged until the write completes.</param>
internal sealed record SpoolEntry(string Id, string? TraceParent, string Sha256, byte[] Prediction, ReadOnlyMemory<byte> Image)
{
    public long Bytes => Prediction.Length + Image.Length;
}

/// <summary>A spooled prediction without its image, which stays on disk until it is sent.</summary>
/// <param name="Number">The row number, in order of arrival.</param>
/// <param name="Id">The prediction's id.</param>
/// <param name="TraceParent">The trace of the request (W3C trace context).</param>
/// <param name="Sha256">The image's SHA-256, lower-case hex.</param>
/// <param name="Prediction">The prediction as JSON.</param>
/// <param name="ImageBytes">The image size in bytes.</param>
internal sealed record SpooledPrediction(long Number, string Id, string? TraceParent, string Sha256, byte[] Prediction, long ImageBytes)
{
    public long Bytes => Prediction.Length + ImageBytes;
}
