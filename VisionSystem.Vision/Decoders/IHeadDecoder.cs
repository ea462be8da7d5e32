namespace VisionSystem.Vision.Decoders;

/// <summary>
/// Turns the raw output of one family of heads into candidates in pixels of the model's input, NMS applied where the
/// family needs it. Stateless; what it needs between images it keeps in <see cref="DecodeScratch"/>.
/// </summary>
internal interface IHeadDecoder
{
    /// <param name="output">One image's output, row-major, the batch axis taken off.</param>
    /// <param name="parameters">That image's thresholds.</param>
    /// <param name="scratch">Working memory of the run; <see cref="DecodeScratch.Candidates"/> holds the result, best first.</param>
    void Decode(ReadOnlySpan<float> output, in DetectionParameters parameters, DecodeScratch scratch);
}
