namespace VisionSystem.Vision.Imaging;

/// <summary>The sequence header of AV1 data (AV1 specification, section 5.5). No frame exceeds its size.</summary>
/// <param name="Width">The maximum width in pixels.</param>
/// <param name="Height">The maximum height in pixels.</param>
/// <param name="Profile">The profile in three bits and the level in five.</param>
/// <param name="Format">
/// Tier, high depth, twelve bits, monochrome, horizontal and vertical subsampling in one bit each; the sample position in
/// two.
/// </param>
/// <remarks>The two bytes are those of the <c>av1C</c> property (AV1 in ISOBMFF, section 2.3.3).</remarks>
internal readonly record struct Av1Sequence(int Width, int Height, byte Profile, byte Format)
{
    private const byte HighDepth = 0x40;
    private const byte Gray = 0x10;

    /// <summary>Depth, monochrome and subsampling, which are equal in all tiles of an image.</summary>
    private const byte Colours = 0x7C;

    /// <summary>Ten times the number of units that may precede the header.</summary>
    private const int MaxUnitsBeforeHeader = 10;

    public long Pixels => (long)Width * Height;

    /// <summary>True if values have 10 or 12 bits.</summary>
    public bool IsDeep => (Format & HighDepth) != 0;

    public bool IsGray => (Format & Gray) != 0;

    public bool IsCompatibleWith(in Av1Sequence other) => Width == other.Width && Height == other.Height && ((Format ^ other.Format) & Colours) == 0;

    /// <summary>Finds the sequence header among the first units of the data.</summary>
    public static bool TryFind(ReadOnlySpan<byte> data, out Av1Sequence sequence)
    {
        sequence = default;
        var units = new Av1Units(data);
        for (var i = 0; i < MaxUnitsBeforeHeader && units.MoveNext(); i++)
        {
            if (units.Type == Av1Units.SequenceHeader)
            {
                return TryRead(units.Data, out sequence);
            }
        }

        return false;
    }

    private static bool TryRead(ReadOnlySpan<byte> data, out Av1Sequence sequence)
    {
        var bits = new Av1Bits(data);
        var profile = bits.Read(3);
        bits.Read(1);
        var reduced = bits.Read(1) != 0;
        var (level, tier) = reduced ? (bits.Read(5), 0) : ReadOperatingPoints(ref bits);
        var (acrossBits, downBits) = ((int)bits.Read(4) + 1, (int)bits.Read(4) + 1);
        var (width, height) = ((int)bits.Read(acrossBits) + 1, (int)bits.Read(downBits) + 1);
        if (!reduced && bits.Read(1) != 0)
        {
            bits.Read(7);
        }

        // Superblocks and intra filters, then the tools of multi-frame sequences, then superresolution, CDEF and restoration.
        bits.Read(3);
        if (!reduced)
        {
            SkipSequenceTools(ref bits);
        }

        bits.Read(3);
        var format = (byte)((tier << 7) | ReadColours(ref bits, profile));
        sequence = new Av1Sequence(width, height, (byte)((profile << 5) | level), format);
        return !bits.Failed && profile <= 2;
    }

    private static (uint Level, uint Tier) ReadOperatingPoints(ref Av1Bits bits)
    {
        var delayBits = 0;
        var timed = bits.Read(1) != 0;
        if (timed)
        {
            bits.Read(32);
            bits.Read(32);
            if (bits.Read(1) != 0)
            {
                bits.SkipVariable();
            }

            if (bits.Read(1) != 0)
            {
                delayBits = (int)bits.Read(5) + 1;
                bits.Read(32);
                bits.Read(10);
            }
        }

        var delayed = bits.Read(1) != 0;
        var points = bits.Read(5) + 1;
        (uint Level, uint Tier) first = default;
        for (var i = 0; i < points; i++)
        {
            bits.Read(12);
            var level = bits.Read(5);
            var tier = level > 7 ? bits.Read(1) : 0;
            first = i == 0 ? (level, tier) : first;
            if (delayBits > 0 && bits.Read(1) != 0)
            {
                bits.Read(delayBits);
                bits.Read(delayBits);
                bits.Read(1);
            }

            if (delayed && bits.Read(1) != 0)
            {
                bits.Read(4);
            }
        }

        return first;
    }

    private static void SkipSequenceTools(ref Av1Bits bits)
    {
        bits.Read(4);
        var ordered = bits.Read(1) != 0;
        if (ordered)
        {
            bits.Read(2);
        }

        // Each tool is decided by the frame unless the sequence fixes it; motion vector precision follows only where screen
        // content is possible.
        var screenContent = bits.Read(1) != 0 || bits.Read(1) != 0;
        if (screenContent && bits.Read(1) == 0)
        {
            bits.Read(1);
        }

        if (ordered)
        {
            bits.Read(3);
        }
    }

    /// <summary>Section 5.5.2, up to the sample position.</summary>
    private static uint ReadColours(ref Av1Bits bits, uint profile)
    {
        const uint TwelveBits = 0x20;
        const uint Across = 0x08;
        const uint Down = 0x04;

        // BT.709 primaries, sRGB transfer, identity matrix.
        const uint Rgb = 0x010D00;

        var format = bits.Read(1) * HighDepth;
        format |= profile == 2 && format != 0 ? bits.Read(1) * TwelveBits : 0;
        format |= profile == 1 ? 0 : bits.Read(1) * Gray;
        var described = bits.Read(1) != 0 ? bits.Read(24) : 0;
        if ((format & Gray) != 0)
        {
            bits.Read(1);
            return format | Across | Down;
        }

        if (described == Rgb)
        {
            return format;
        }

        bits.Read(1);
        format |= profile switch
        {
            0 => Across | Down,
            1 => 0,
            _ when (format & TwelveBits) == 0 => Across,
            _ when bits.Read(1) == 0 => 0,
            _ => Across | (bits.Read(1) * Down),
        };
        return (format & Down) == 0 ? format : format | bits.Read(2);
    }
}
