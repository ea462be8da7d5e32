namespace VisionSystem.Vision.Decoders;

/// <summary>A list of candidates that is reused for each image; once grown, it does not allocate.</summary>
internal sealed class CandidateList
{
    /// <summary>The maximum number of candidates for NMS, as in Ultralytics (<c>max_nms</c>).</summary>
    public const int Limit = 30_000;

    private Candidate[] _items = new Candidate[256];

    public int Count { get; private set; }

    public Span<Candidate> Items => _items.AsSpan(0, Count);

    public void Clear() => Count = 0;

    public void Truncate(int count) => Count = Math.Min(Count, count);

    /// <summary>Adds a box by its corners; a box that is not finite or has no area is dropped.</summary>
    public void Add(float x1, float y1, float x2, float y2, float score, int classId, int anchor = 0, float angle = 0)
    {
        // The condition rejects NaN, because every comparison with NaN is false.
        if (!(x2 > x1 && y2 > y1 && float.IsFinite(x2 - x1) && float.IsFinite(y2 - y1) && float.IsFinite(angle)) || Count == Limit)
        {
            return;
        }

        if (Count == _items.Length)
        {
            Array.Resize(ref _items, Math.Min(Limit, _items.Length * 2));
        }

        _items[Count++] = new Candidate
        {
            X1 = x1,
            Y1 = y1,
            X2 = x2,
            Y2 = y2,
            Score = Math.Min(score, 1f),
            ClassId = classId,
            Anchor = anchor,
            Angle = angle,
        };
    }

    /// <summary>Adds a box by its centre and size.</summary>
    public void AddCentred(float cx, float cy, float width, float height, float score, int classId, int anchor = 0, float angle = 0) =>
        Add(cx - (width / 2), cy - (height / 2), cx + (width / 2), cy + (height / 2), score, classId, anchor, angle);
}
