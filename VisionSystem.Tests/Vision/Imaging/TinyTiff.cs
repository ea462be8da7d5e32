using System.Buffers.Binary;

namespace VisionSystem.Tests.Vision.Imaging;

/// <summary>Writes uncompressed grey TIFFs of one strip, with any tags in addition to the required ones.</summary>
internal static class TinyTiff
{
    private const byte Grey = 90;

    /// <param name="width">Pixels across.</param>
    /// <param name="height">Pixels down.</param>
    /// <param name="tags">Additional tags with their types and values.</param>
    /// <param name="next">The directory offset of a second page; 0 for none.</param>
    public static byte[] Write(uint width, uint height, (ushort Tag, ushort Type, byte[] Value)[] tags, uint next = 0)
    {
        var pixels = Enumerable.Repeat(Grey, (int)(width * height)).ToArray();
        List<(ushort Tag, ushort Type, byte[] Value)> all =
        [
            (256, 4, BitConverter.GetBytes(width)), (257, 4, BitConverter.GetBytes(height)), (258, 3, [8, 0]), (259, 3, [1, 0]), (262, 3, [1, 0]),
            (273, 4, [8, 0, 0, 0]), (277, 3, [1, 0]), (278, 4, BitConverter.GetBytes(height)), (279, 4, BitConverter.GetBytes(pixels.Length)),
        ];
        all = [.. all.Where(tag => !tags.Any(other => other.Tag == tag.Tag)).Concat(tags).OrderBy(tag => tag.Tag)];
        List<byte> values = [.. pixels, .. new byte[pixels.Length & 1]];
        var entries = new List<byte>();
        foreach (var (tag, type, value) in all)
        {
            var count = value.Length / (type switch { 3 => 2, 4 => 4, _ => 1 });
            entries.AddRange([.. BitConverter.GetBytes(tag), .. BitConverter.GetBytes(type), .. BitConverter.GetBytes(count)]);
            if (value.Length <= 4)
            {
                entries.AddRange([.. value, .. new byte[4 - value.Length]]);
                continue;
            }

            entries.AddRange(BitConverter.GetBytes(8 + values.Count));
            values.AddRange([.. value, .. new byte[value.Length & 1]]);
        }

        var start = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(start, 8 + values.Count);
        return [.. "II*\0"u8, .. start, .. values, .. BitConverter.GetBytes((ushort)all.Count), .. entries, .. BitConverter.GetBytes(next)];
    }
}
