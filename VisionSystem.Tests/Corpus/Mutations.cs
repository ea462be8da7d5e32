using System.Buffers.Binary;

namespace VisionSystem.Tests.Corpus;

/// <summary>Derives malformed files from valid ones, deterministically by seed.</summary>
internal static class Mutations
{
    /// <summary>A file with one to three random faults.</summary>
    public static byte[] Make(byte[] file, int seed)
    {
        var random = new Random(seed);
        for (var faults = random.Next(1, 4); faults > 0; faults--)
        {
            file = random.Next(6) switch
            {
                0 => FlipBits(file, random),
                1 => Truncate(file, random),
                2 => RepeatPart(file, random),
                3 => LieAboutLength(file, random),
                4 => Overwrite(file, random),
                _ => RemovePart(file, random),
            };
        }

        return file;
    }

    /// <summary>The file, truncated before and within each of its first markers or chunks.</summary>
    public static IEnumerable<byte[]> CutAtEveryPart(byte[] file) => Parts(file)
        .SelectMany(at => new[] { at, at + 1, at + 2, at + 4, at + 6, at + 8, at + 12 })
        .Where(at => at > 0 && at < file.Length)
        .Distinct()
        .Select(at => file[..at]);

    private static byte[] FlipBits(byte[] file, Random random)
    {
        var flipped = (byte[])file.Clone();

        // Half of them among the first bytes, which hold the headers.
        for (var bits = random.Next(1, 9); flipped.Length > 0 && bits > 0; bits--)
        {
            flipped[random.Next(random.Next(2) == 0 ? Math.Min(64, flipped.Length) : flipped.Length)] ^= (byte)(1 << random.Next(8));
        }

        return flipped;
    }

    private static byte[] Truncate(byte[] file, Random random) => file[..random.Next(file.Length + 1)];

    private static byte[] Overwrite(byte[] file, Random random)
    {
        var (from, to) = Part(file, random);
        var written = (byte[])file.Clone();
        if (random.Next(2) == 0)
        {
            random.NextBytes(written.AsSpan(from..to));
        }
        else
        {
            written.AsSpan(from..to).Fill(random.Next(2) == 0 ? (byte)0 : (byte)0xFF);
        }

        return written;
    }

    private static byte[] RepeatPart(byte[] file, Random random)
    {
        var (from, to) = Part(file, random);
        return [.. file[..to], .. Enumerable.Repeat(file[from..to], random.Next(1, 5)).SelectMany(part => part), .. file[to..]];
    }

    private static byte[] RemovePart(byte[] file, Random random)
    {
        var (from, to) = Part(file, random);
        return [.. file[..from], .. file[to..]];
    }

    private static byte[] LieAboutLength(byte[] file, Random random)
    {
        var parts = Parts(file);
        var at = parts.Count == 0 ? 0 : parts[random.Next(parts.Count)] + random.Next(5);
        if (at + 4 > file.Length)
        {
            return file;
        }

        uint lie = random.Next(5) switch { 0 => 0u, 1 => uint.MaxValue, 2 => int.MaxValue, 3 => 1u, _ => (uint)random.Next() };
        var lying = (byte[])file.Clone();
        if (random.Next(2) == 0)
        {
            BinaryPrimitives.WriteUInt32BigEndian(lying.AsSpan(at), lie);
        }
        else
        {
            BinaryPrimitives.WriteUInt16BigEndian(lying.AsSpan(at), (ushort)lie);
        }

        return lying;
    }

    /// <summary>A marker segment or chunk, or a range of arbitrary bytes.</summary>
    private static (int From, int To) Part(byte[] file, Random random)
    {
        var parts = Parts(file);
        if (parts.Count > 1 && random.Next(3) > 0)
        {
            var part = random.Next(parts.Count - 1);
            return (parts[part], parts[part + 1]);
        }

        var from = random.Next(file.Length + 1);
        return (from, random.Next(from, Math.Min(file.Length, from + 64) + 1));
    }

    /// <summary>The offsets of marker segments (JPEG) or chunks (PNG, WebP); for other formats every eighth of the first bytes.</summary>
    private static List<int> Parts(byte[] file)
    {
        var parts = new List<int>();
        if (file is [0xFF, 0xD8, ..])
        {
            for (var at = 2; at + 1 < file.Length && parts.Count < 64; at++)
            {
                if (file[at] == 0xFF && file[at + 1] is not (0 or 0xFF))
                {
                    parts.Add(at);
                }
            }

            return parts;
        }

        (int Start, int Header, bool IsBig) chunks = file switch
        {
            [0x89, (byte)'P', ..] => (8, 12, true),
            [(byte)'R', (byte)'I', (byte)'F', (byte)'F', ..] => (12, 8, false),
            _ => (0, 0, false),
        };
        for (long at = chunks.Start; at + 8 < file.Length && parts.Count < 64; at += Math.Max(8, Length(file.AsSpan((int)at), chunks.Header, chunks.IsBig)))
        {
            parts.Add((int)at);
        }

        return parts;
    }

    private static long Length(ReadOnlySpan<byte> part, int header, bool isBig) => header == 0 ? 8
        : isBig ? header + (long)BinaryPrimitives.ReadUInt32BigEndian(part)
        : header + (long)BinaryPrimitives.ReadUInt32LittleEndian(part[4..]);
}
