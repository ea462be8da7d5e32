using VisionSystem.Vision.Decoders.Segmentation;

namespace VisionSystem.Vision.Decoders;

/// <summary>Working memory for decoding one image at a time, kept from image to image.</summary>
internal sealed class DecodeScratch
{
    private float[] _scores = [];
    private int[] _classes = [];

    public CandidateList Candidates { get; } = new();

    /// <summary>For the masks, one after the other.</summary>
    public MaskField Mask { get; } = new();

    /// <summary>Room for the best score of each of <paramref name="count"/> anchors.</summary>
    public Span<float> Scores(int count) => (_scores.Length < count ? _scores = new float[count] : _scores).AsSpan(0, count);

    /// <summary>Room for the class of that score.</summary>
    public Span<int> Classes(int count) => (_classes.Length < count ? _classes = new int[count] : _classes).AsSpan(0, count);
}
