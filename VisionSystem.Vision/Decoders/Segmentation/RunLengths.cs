namespace VisionSystem.Vision.Decoders.Segmentation;

/// <summary>
/// Encodes a binary mask as run lengths, zeros first, in the format of COCO's mask API: each count from the third on as the
/// difference to the count two positions before, in 5-bit groups, lowest first, with bit 6 set where more groups follow, plus
/// 48.
/// </summary>
internal sealed class RunLengths
{
    private readonly List<long> _counts = [0];

    /// <summary>Appends pixels of one value.</summary>
    public void Append(bool inside, long count)
    {
        if (count <= 0)
        {
            return;
        }

        if (inside == (_counts.Count % 2 == 0))
        {
            _counts[^1] += count;
        }
        else
        {
            _counts.Add(count);
        }
    }

    /// <summary>Returns COCO's compressed text.</summary>
    public string Compress()
    {
        var text = new System.Text.StringBuilder(_counts.Count * 2);
        for (var i = 0; i < _counts.Count; i++)
        {
            var value = i > 2 ? _counts[i] - _counts[i - 2] : _counts[i];
            bool more;
            do
            {
                var group = value & 0x1F;
                value >>= 5;
                more = (group & 0x10) != 0 ? value != -1 : value != 0;
                text.Append((char)((more ? group | 0x20 : group) + 48));
            }
            while (more);
        }

        return text.ToString();
    }
}
