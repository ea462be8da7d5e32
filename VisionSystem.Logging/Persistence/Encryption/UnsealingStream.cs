using System.Buffers;
using System.Security.Cryptography;
using VisionSystem.Logging.Persistence.Objects;

namespace VisionSystem.Logging.Persistence.Encryption;

/// <summary>
/// Decrypts a sealed photo (<see cref="SealedFormat"/>) as it is read, one chunk in memory at a time; no byte is given out
/// before its chunk is known to be genuine. Disposes of the sealed stream.
/// </summary>
internal sealed class UnsealingStream : SeekableReadStream
{
    private const int Nothing = -1;

    private readonly Stream _source;
    private readonly AesGcm _cipher;
    private readonly byte[] _sealed = ArrayPool<byte>.Shared.Rent(SealedFormat.SealedChunkBytes);
    private readonly byte[] _plain = ArrayPool<byte>.Shared.Rent(SealedFormat.ChunkBytes);
    private long _chunk = Nothing;
    private bool _disposed;

    /// <param name="source">The sealed photo; seekable.</param>
    /// <param name="cipher">Its cipher, disposed with the stream.</param>
    /// <exception cref="InvalidDataException">The sealed photo is cut short.</exception>
    public UnsealingStream(Stream source, AesGcm cipher)
    {
        _source = source;
        _cipher = cipher;
        Length = SealedFormat.PlainLength(source.Length);
        if (Length < 0)
        {
            Dispose();
            throw new InvalidDataException("The stored photo is cut short.");
        }
    }

    public override long Length { get; }

    protected override async ValueTask<int> ReadAtAsync(long position, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var (chunk, offset) = Math.DivRem(position, SealedFormat.ChunkBytes);
        var length = (int)Math.Min(SealedFormat.ChunkBytes, Length - (chunk * SealedFormat.ChunkBytes));
        if (chunk != _chunk)
        {
            await LoadAsync(chunk, length, cancellationToken);
        }
        var count = (int)Math.Min(buffer.Length, length - offset);
        _plain.AsMemory((int)offset, count).CopyTo(buffer);
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            _source.Dispose();
            _cipher.Dispose();
            ArrayPool<byte>.Shared.Return(_sealed);
            ArrayPool<byte>.Shared.Return(_plain, clearArray: true);
        }
        base.Dispose(disposing);
    }

    private async Task LoadAsync(long chunk, int length, CancellationToken cancellationToken)
    {
        _chunk = Nothing;
        _source.Position = SealedFormat.HeaderBytes + (chunk * SealedFormat.SealedChunkBytes);
        await _source.ReadExactlyAsync(_sealed.AsMemory(0, length + SealedFormat.TagBytes), cancellationToken);
        Open(chunk, length);
        _chunk = chunk;
    }

    private void Open(long chunk, int length)
    {
        Span<byte> nonce = stackalloc byte[SealedFormat.NonceBytes];
        SealedFormat.WriteNonce(nonce, chunk, last: ((chunk + 1) * SealedFormat.ChunkBytes) >= Length);
        try
        {
            _cipher.Decrypt(nonce, _sealed.AsSpan(0, length), _sealed.AsSpan(length, SealedFormat.TagBytes), _plain.AsSpan(0, length));
        }
        catch (AuthenticationTagMismatchException exception)
        {
            throw new InvalidDataException("The stored photo was changed after it was encrypted.", exception);
        }
    }
}
