using System.Security.Cryptography;

namespace VisionSystem.Vision.Models.Graphs;

/// <summary>
/// One pass through a file: its hash, its beginning, and whether it holds words for which its graph has to be read. The
/// file is read and never mapped, since a mapped file that is cut short ends the process.
/// </summary>
internal sealed class FileScan
{
    private const int ChunkLength = 1 << 16;
    private const int StartLength = 512;

    /// <summary>A word may lie across two chunks.</summary>
    private const int Overlap = 16;

    private FileScan()
    {
    }

    /// <summary>SHA-256, lower-case hex.</summary>
    public string Sha256 { get; private set; } = "";

    /// <summary>The first bytes.</summary>
    public byte[] Start { get; private set; } = [];

    /// <summary>Whether the graph may keep weights in other files.</summary>
    public bool MayNameFiles { get; private set; }

    /// <summary>Whether the graph may be dynamically quantised.</summary>
    public bool MayMultiplyIntegers { get; private set; }

    /// <exception cref="IOException">The file cannot be read.</exception>
    public static FileScan Of(string file)
    {
        using var stream = File.OpenRead(file);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var scan = new FileScan();
        var buffer = new byte[Overlap + ChunkLength];
        var kept = 0;
        for (int read; (read = stream.ReadAtLeast(buffer.AsSpan(kept, ChunkLength), ChunkLength, throwOnEndOfStream: false)) > 0;)
        {
            hash.AppendData(buffer, kept, read);
            var seen = buffer.AsSpan(0, kept + read);
            scan.Start = kept == 0 ? seen[..Math.Min(read, StartLength)].ToArray() : scan.Start;
            scan.MayNameFiles |= seen.IndexOf("location"u8) >= 0;
            scan.MayMultiplyIntegers |= seen.IndexOf("ConvInteger"u8) >= 0 || seen.IndexOf("MatMulInteger"u8) >= 0;
            kept = Math.Min(Overlap, seen.Length);
            seen[^kept..].CopyTo(buffer);
        }

        scan.Sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
        return scan;
    }
}
