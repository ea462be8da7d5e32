namespace VisionSystem.Bench.Driving;

/// <summary>A comment segment that makes each transmission of a JPEG a distinct file (ISO/IEC 10918-1, B.2.4.5).</summary>
internal static class JpegStamp
{
    public const int Digits = 8;

    /// <summary>Returns the file with a comment after its application segments, and the offset of the digits in the comment.</summary>
    /// <param name="jpeg">A JPEG file.</param>
    public static (byte[] File, int Offset) Insert(byte[] jpeg)
    {
        // After the start marker and APP0..APP15: decoders expect the application segments directly after the start marker.
        var place = 2;
        while (place + 4 <= jpeg.Length && jpeg[place] == 0xff && (jpeg[place + 1] & 0xf0) == 0xe0)
        {
            place += 2 + ((jpeg[place + 2] << 8) | jpeg[place + 3]);
        }

        byte[] segment = [0xff, 0xfe, 0, 2 + Digits, .. "00000000"u8];
        return ([.. jpeg.AsSpan(0, place), .. segment, .. jpeg.AsSpan(place)], place + 4);
    }
}
