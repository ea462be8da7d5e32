using System.Buffers;
using System.Security.Cryptography;

namespace VisionSystem.Logging.Persistence;

/// <summary>Copies a stream through one pooled buffer and computes its SHA-256.</summary>
internal sealed class HashingCopy : IDisposable
{
    private const int BufferBytes = 81920;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);

    /// <returns>The number of copied bytes.</returns>
    public async Task<long> RunAsync(Stream source, Stream destination, CancellationToken cancellationToken)
    {
        long bytes = 0;
        int read;
        while ((read = await source.ReadAsync(_buffer, cancellationToken)) > 0)
        {
            _hash.AppendData(_buffer, 0, read);
            await destination.WriteAsync(_buffer.AsMemory(0, read), cancellationToken);
            bytes += read;
        }

        return bytes;
    }

    /// <summary>Returns whether the copied bytes have the given SHA-256 in lower-case hex. Call it once, after the copy.</summary>
    public bool Matches(string sha256)
    {
        Span<byte> actual = stackalloc byte[SHA256.HashSizeInBytes];
        _hash.GetHashAndReset(actual);
        return actual.SequenceEqual(Convert.FromHexString(sha256));
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _hash.Dispose();
    }
}
