using System.Buffers.Binary;

namespace VisionSystem.Vision.Models;

/// <summary>
/// The images of the golden probe for models without their own: a bundled image, and generated ones, which exist even where
/// the file does not. They are equal on every machine.
/// </summary>
internal static class ProbeImages
{
    private const int Header = 54;
    private const int Size = 320;

    /// <summary>Complete image files, each different.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> All { get; } = [.. Bundled(), Generate(seed: 1), Generate(seed: 2), Generate(seed: 3)];

    private static IEnumerable<ReadOnlyMemory<byte>> Bundled()
    {
        var file = Path.Combine(AppContext.BaseDirectory, "probe", "photo.jpg");
        return File.Exists(file) ? [File.ReadAllBytes(file)] : [];
    }

    /// <summary>Generates a BMP of boxes and discs of many sizes and colours over a noisy background.</summary>
    private static ReadOnlyMemory<byte> Generate(uint seed)
    {
        var file = new byte[Header + (Size * Size * 3)];
        "BM"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2), file.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10), Header);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(14), Header - 14);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), Size);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), Size);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(26), 1);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(28), 24);
        var random = new Xorshift32(seed);
        var pixels = file.AsSpan(Header);
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)(100 + random.Below(56));
        }

        for (var shape = 0; shape < 14; shape++)
        {
            DrawShape(pixels, ref random, round: shape % 2 == 0);
        }

        return file;
    }

    private static void DrawShape(Span<byte> pixels, ref Xorshift32 random, bool round)
    {
        var (radiusX, radiusY) = (8 + random.Below(60), 8 + random.Below(60));
        var (centreX, centreY) = (random.Below(Size), random.Below(Size));
        ReadOnlySpan<byte> color = [(byte)random.Below(256), (byte)random.Below(256), (byte)random.Below(256)];
        for (var y = Math.Max(0, centreY - radiusY); y < Math.Min(Size, centreY + radiusY); y++)
        {
            for (var x = Math.Max(0, centreX - radiusX); x < Math.Min(Size, centreX + radiusX); x++)
            {
                var (dx, dy) = ((x - centreX) / (float)radiusX, (y - centreY) / (float)radiusY);
                if (!round || (dx * dx) + (dy * dy) <= 1)
                {
                    color.CopyTo(pixels[(((y * Size) + x) * 3)..]);
                }
            }
        }
    }

    /// <summary>Xorshift32 (Marsaglia, "Xorshift RNGs", 2003): produces the same numbers on every platform, unlike <see cref="Random"/>.</summary>
    private struct Xorshift32(uint seed)
    {
        private uint _state = seed * 2_654_435_769;

        public int Below(int limit)
        {
            _state ^= _state << 13;
            _state ^= _state >> 17;
            _state ^= _state << 5;
            return (int)(_state % (uint)limit);
        }
    }
}
