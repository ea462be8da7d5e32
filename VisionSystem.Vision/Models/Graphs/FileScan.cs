using System.Security.Cryptography;

namespace VisionSystem.Vision.Models.Graphs;

/// <summary>
/// Scans a file once for its hash, its first bytes, and the words that require reading its graph. The file is read and never
/// mapped, because truncating a mapped file terminates the process.
/// </summary>
internal sealed class FileScan
{
    private const int ChunkLength = 1 << 16;
    private const int StartLength = 512;

    /// <summary>A word may span two chunks.</summary>
    private const int Overlap = 16;

    private FileScan()
    {
    }

    /// <summary>SHA-256, lower-case hex.</summary>
    public string Sha256 { get; private set; } = "";

    /// <summary>The first bytes of the file.</summary>
    public byte[] Start { get; private set; } = [];

    /// <summary>True if the graph may store weights in other files.</summary>
    public bool MayNameFiles { get; private set; }

    /// <summary>True if the graph may be dynamically quantised.</summary>
    public bool MayMultiplyIntegers { get; private set; }

    /// <exception cref="IOException">The file cannot be read.</exception>
    public static FileScan Read(string file)
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
