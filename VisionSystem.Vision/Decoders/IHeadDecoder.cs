using VisionSystem.Vision.Decoders.Segmentation;

namespace VisionSystem.Vision.Decoders;

/// <summary>
/// Decodes the raw output of one family of heads to candidates in pixels of the model's input, with NMS where the family
/// needs it. Stateless; working memory is in <see cref="DecodeScratch"/>.
/// </summary>
internal interface IHeadDecoder
{
    /// <summary>Decodes one image's output.</summary>
    /// <param name="output">One image's output, row-major, without the batch axis.</param>
    /// <param name="parameters">The image's parameters.</param>
    /// <param name="scratch">The working memory; <see cref="DecodeScratch.Candidates"/> receives the result, best first.</param>
    void Decode(ReadOnlySpan<float> output, in DetectionParameters parameters, DecodeScratch scratch);
}

/// <summary>Working memory for decoding one image at a time, reused for each image.</summary>
internal sealed class DecodeScratch
{
    private float[] _scores = [];
    private int[] _classes = [];

    public CandidateList Candidates { get; } = new();

    /// <summary>The working memory of masks, which are computed one at a time.</summary>
    public MaskField Mask { get; } = new();

    /// <summary>Returns memory for the best score of each of <paramref name="count"/> anchors.</summary>
    public Span<float> Scores(int count) => (_scores.Length < count ? _scores = new float[count] : _scores).AsSpan(0, count);

    /// <summary>Returns memory for the class of each anchor's best score.</summary>
    public Span<int> Classes(int count) => (_classes.Length < count ? _classes = new int[count] : _classes).AsSpan(0, count);
}
