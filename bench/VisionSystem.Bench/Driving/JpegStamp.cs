namespace VisionSystem.Bench.Driving;

/// <summary>A comment segment that makes each sending of a JPEG a file of its own (ISO/IEC 10918-1, B.2.4.5).</summary>
internal static class JpegStamp
{
    public const int Digits = 8;

    /// <summary>The file with a comment behind its application segments, and where the comment's digits are.</summary>
    /// <param name="jpeg">A JPEG file.</param>
    public static (byte[] File, int Offset) Insert(byte[] jpeg)
    {
        // Behind the start marker and APP0..APP15, which decoders look for right there.
        var place = 2;
        while (place + 4 <= jpeg.Length && jpeg[place] == 0xff && (jpeg[place + 1] & 0xf0) == 0xe0)
        {
            place += 2 + ((jpeg[place + 2] << 8) | jpeg[place + 3]);
        }

        byte[] segment = [0xff, 0xfe, 0, 2 + Digits, .. "00000000"u8];
        return ([.. jpeg.AsSpan(0, place), .. segment, .. jpeg.AsSpan(place)], place + 4);
    }
}
