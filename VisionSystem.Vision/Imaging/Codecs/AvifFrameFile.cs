using System.Buffers.Binary;

namespace VisionSystem.Vision.Imaging.Codecs;

/// <summary>
/// Writes an AVIF that contains a single coded frame (AV1 Image File Format, 1.1, section 2). No text, profile, rotation,
/// grid or second item of an uploaded file reaches a codec, and no other kind of image.
/// </summary>
internal static class AvifFrameFile
{
    /// <summary>The number of bytes before the coded data.</summary>
    public const int MaxOverhead = 400;

    private const ushort Item = 1;

    /// <param name="target">The destination; its coded data are already present from <see cref="MaxOverhead"/> on.</param>
    /// <param name="dataLength">The length of the coded data in bytes.</param>
    /// <param name="frame">The sequence header of the coded data.</param>
    /// <param name="colours">The colour description: the content of a <c>colr</c> property of kind <c>nclx</c>, or empty.</param>
    /// <returns>The file, a slice of the target.</returns>
    public static Span<byte> Write(Span<byte> target, int dataLength, scoped in Av1Sequence frame, ReadOnlySpan<byte> colours)
    {
        var boxes = new Writer(target);
        boxes.Begin("ftyp"u8);
        boxes.Add("avif\0\0\0\0avifmif1"u8);
        boxes.End();
        boxes.Begin("meta"u8, "\0\0\0\0"u8);
        boxes.Begin("hdlr"u8, "\0\0\0\0\0\0\0\0pict\0\0\0\0\0\0\0\0\0\0\0\0\0"u8);
        boxes.End();
        boxes.Begin("pitm"u8, "\0\0\0\0"u8);
        boxes.Add(Item, 2);
        boxes.End();
        boxes.Begin("iloc"u8, [0, 0, 0, 0, 0x44, 0, 0, 1]);
        boxes.Add(Item, 2);
        boxes.Add([0, 0, 0, 1]);
        boxes.Add(MaxOverhead, 4);
        boxes.Add((uint)dataLength, 4);
        boxes.End();
        boxes.Begin("iinf"u8, [0, 0, 0, 0, 0, 1]);
        boxes.Begin("infe"u8, [2, 0, 0, 0]);
        boxes.Add(Item, 2);
        boxes.Add("\0\0av01\0"u8);
        boxes.End();
        boxes.End();
        WriteProperties(ref boxes, frame, colours);
        boxes.End();
        boxes.Begin("free"u8);
        boxes.Fill(MaxOverhead - 8);
        boxes.End();
        boxes.Begin("mdat"u8);
        boxes.Skip(dataLength);
        boxes.End();
        return target[..boxes.Length];
    }

    private static void WriteProperties(ref Writer boxes, scoped in Av1Sequence frame, ReadOnlySpan<byte> colours)
    {
        boxes.Begin("iprp"u8);
        boxes.Begin("ipco"u8);
        boxes.Begin("av1C"u8, [0x81, frame.Profile, frame.Format, 0]);
        boxes.End();
        boxes.Begin("ispe"u8, "\0\0\0\0"u8);
        boxes.Add((uint)frame.Width, 4);
        boxes.Add((uint)frame.Height, 4);
        boxes.End();
        if (!colours.IsEmpty)
        {
            boxes.Begin("colr"u8, colours);
            boxes.End();
        }

        boxes.End();
        boxes.Begin("ipma"u8, [0, 0, 0, 0, 0, 0, 0, 1]);
        boxes.Add(Item, 2);
        boxes.Add(colours.IsEmpty ? [2, 0x81, 2] : [3, 0x81, 2, 3]);
        boxes.End();
        boxes.End();
    }

    /// <summary>Writes nested boxes with their lengths.</summary>
    private ref struct Writer(Span<byte> target)
    {
        private readonly Span<byte> _target = target;
        private BoxOffsets _starts;
        private int _depth;

        public int Length { get; private set; }

        public void Begin(scoped ReadOnlySpan<byte> type, scoped ReadOnlySpan<byte> content = default)
        {
            _starts[_depth++] = Length;
            Length += 4;
            Add(type);
            Add(content);
        }

        public void End()
        {
            var start = _starts[--_depth];
            BinaryPrimitives.WriteInt32BigEndian(_target[start..], Length - start);
        }

        public void Add(scoped ReadOnlySpan<byte> content)
        {
            content.CopyTo(_target[Length..]);
            Length += content.Length;
        }

        public void Add(uint number, int bytes)
        {
            for (var shift = (bytes - 1) * 8; shift >= 0; shift -= 8)
            {
                _target[Length++] = (byte)(number >> shift);
            }
        }

        /// <summary>Writes zeros up to an offset.</summary>
        public void Fill(int end)
        {
            _target[Length..end].Clear();
            Length = end;
        }

        public void Skip(int bytes) => Length += bytes;

        [System.Runtime.CompilerServices.InlineArray(4)]
        private struct BoxOffsets
        {
            private int _first;
        }
    }
}
