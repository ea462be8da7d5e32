using System.Buffers;
using System.Security.Cryptography;
using VisionSystem.Logging.Persistence.Objects;

namespace VisionSystem.Logging.Persistence.Encryption;

/// <summary>
/// Decrypts an encrypted image (<see cref="EncryptedFormat"/>) while it is read, with one chunk in memory at a time. Returns only
/// bytes of authenticated chunks. Disposes the encrypted stream.
/// </summary>
internal sealed class DecryptingStream : SeekableReadStream
{
    private const int Nothing = -1;

    private readonly Stream _source;
    private readonly AesGcm _cipher;
    private readonly byte[] _sealed = ArrayPool<byte>.Shared.Rent(EncryptedFormat.SealedChunkBytes);
    private readonly byte[] _plain = ArrayPool<byte>.Shared.Rent(EncryptedFormat.ChunkBytes);
    private long _chunk = Nothing;
    private bool _disposed;

    /// <param name="source">Encrypted image; seekable.</param>
    /// <param name="cipher">Cipher of the image; disposed with this stream.</param>
    /// <exception cref="InvalidDataException">The encrypted image is truncated.</exception>
    public DecryptingStream(Stream source, AesGcm cipher)
    {
        _source = source;
        _cipher = cipher;
        Length = EncryptedFormat.PlainLength(source.Length);
        if (Length < 0)
        {
            Dispose();
            throw new InvalidDataException("The stored image is truncated.");
        }
    }

    public override long Length { get; }

    protected override async ValueTask<int> ReadAtAsync(long position, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var (chunk, offset) = Math.DivRem(position, EncryptedFormat.ChunkBytes);
        var length = (int)Math.Min(EncryptedFormat.ChunkBytes, Length - (chunk * EncryptedFormat.ChunkBytes));
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
        _source.Position = EncryptedFormat.HeaderBytes + (chunk * EncryptedFormat.SealedChunkBytes);
        await _source.ReadExactlyAsync(_sealed.AsMemory(0, length + EncryptedFormat.TagBytes), cancellationToken);
        Open(chunk, length);
        _chunk = chunk;
    }

    private void Open(long chunk, int length)
    {
        Span<byte> nonce = stackalloc byte[EncryptedFormat.NonceBytes];
        EncryptedFormat.WriteNonce(nonce, chunk, last: ((chunk + 1) * EncryptedFormat.ChunkBytes) >= Length);
        try
        {
            _cipher.Decrypt(nonce, _sealed.AsSpan(0, length), _sealed.AsSpan(length, EncryptedFormat.TagBytes), _plain.AsSpan(0, length));
        }
        catch (AuthenticationTagMismatchException exception)
        {
            throw new InvalidDataException("The stored image was modified after its encryption.", exception);
        }
    }
}
