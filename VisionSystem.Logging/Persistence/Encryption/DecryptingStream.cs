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
    private const int NoChunk = -1;

    private readonly Stream _source;
    private readonly AesGcm _cipher;
    private readonly byte[] _ciphertext = ArrayPool<byte>.Shared.Rent(EncryptedFormat.EncryptedChunkBytes);
    private readonly byte[] _plaintext = ArrayPool<byte>.Shared.Rent(EncryptedFormat.ChunkBytes);
    private long _chunk = NoChunk;
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
            await LoadChunkAsync(chunk, length, cancellationToken);
        }

        var count = (int)Math.Min(buffer.Length, length - offset);
        _plaintext.AsMemory((int)offset, count).CopyTo(buffer);
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            _source.Dispose();
            _cipher.Dispose();
            ArrayPool<byte>.Shared.Return(_ciphertext);
            ArrayPool<byte>.Shared.Return(_plaintext, clearArray: true);
        }

        base.Dispose(disposing);
    }

    private async Task LoadChunkAsync(long chunk, int length, CancellationToken cancellationToken)
    {
        _chunk = NoChunk;
        _source.Position = EncryptedFormat.HeaderBytes + (chunk * EncryptedFormat.EncryptedChunkBytes);
        await _source.ReadExactlyAsync(_ciphertext.AsMemory(0, length + EncryptedFormat.TagBytes), cancellationToken);
        DecryptChunk(chunk, length);
        _chunk = chunk;
    }

    private void DecryptChunk(long chunk, int length)
    {
        Span<byte> nonce = stackalloc byte[EncryptedFormat.NonceBytes];
        EncryptedFormat.WriteNonce(nonce, chunk, last: ((chunk + 1) * EncryptedFormat.ChunkBytes) >= Length);
        try
        {
            _cipher.Decrypt(nonce, _ciphertext.AsSpan(0, length), _ciphertext.AsSpan(length, EncryptedFormat.TagBytes), _plaintext.AsSpan(0, length));
        }
        catch (AuthenticationTagMismatchException exception)
        {
            throw new InvalidDataException("The stored image was modified after its encryption.", exception);
        }
    }
}
