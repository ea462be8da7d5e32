using System.Buffers;
using System.Security.Cryptography;

namespace VisionSystem.Logging.Persistence.Encryption;

/// <summary>
/// Encrypts the written bytes (<see cref="EncryptedFormat"/>) into another stream, with one chunk in memory at a time. The output is
/// complete only after <see cref="CompleteAsync"/>. The other stream stays open.
/// </summary>
internal sealed class EncryptingStream : WriteOnlyStream
{
    private readonly Stream _destination;
    private readonly AesGcm _cipher;
    private readonly byte[] _header = new byte[EncryptedFormat.HeaderBytes];
    private readonly byte[] _plaintext = ArrayPool<byte>.Shared.Rent(EncryptedFormat.ChunkBytes);
    private readonly byte[] _ciphertext = ArrayPool<byte>.Shared.Rent(EncryptedFormat.EncryptedChunkBytes);
    private int _filled;
    private long _chunk;

    /// <param name="destination">Output for the encrypted image.</param>
    /// <param name="key">Encryption key.</param>
    /// <param name="identity">Object key of the image.</param>
    public EncryptingStream(Stream destination, EncryptionKey key, string identity)
    {
        _destination = destination;
        EncryptedFormat.Magic.CopyTo(_header);
        key.Id.CopyTo(_header.AsSpan(EncryptedFormat.Magic.Length));
        RandomNumberGenerator.Fill(_header.AsSpan(EncryptedFormat.PrefixBytes));
        _cipher = key.CipherOf(_header, identity);
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            // A full chunk is written only when more bytes follow, because the last chunk has another nonce.
            if (_filled == EncryptedFormat.ChunkBytes)
            {
                await WriteChunkAsync(last: false, cancellationToken);
            }

            var count = Math.Min(buffer.Length, EncryptedFormat.ChunkBytes - _filled);
            buffer[..count].CopyTo(_plaintext.AsMemory(_filled));
            _filled += count;
            buffer = buffer[count..];
        }
    }

    /// <summary>Writes the last chunk.</summary>
    public Task CompleteAsync(CancellationToken cancellationToken) => WriteChunkAsync(last: true, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing && _filled >= 0)
        {
            _filled = -1;
            _cipher.Dispose();
            ArrayPool<byte>.Shared.Return(_plaintext, clearArray: true);
            ArrayPool<byte>.Shared.Return(_ciphertext);
        }

        base.Dispose(disposing);
    }

    private async Task WriteChunkAsync(bool last, CancellationToken cancellationToken)
    {
        if (_chunk == 0)
        {
            await _destination.WriteAsync(_header, cancellationToken);
        }

        await _destination.WriteAsync(EncryptChunk(last), cancellationToken);
        _chunk++;
        _filled = 0;
    }

    private ReadOnlyMemory<byte> EncryptChunk(bool last)
    {
        Span<byte> nonce = stackalloc byte[EncryptedFormat.NonceBytes];
        EncryptedFormat.WriteNonce(nonce, _chunk, last);
        _cipher.Encrypt(nonce, _plaintext.AsSpan(0, _filled), _ciphertext.AsSpan(0, _filled), _ciphertext.AsSpan(_filled, EncryptedFormat.TagBytes));
        return _ciphertext.AsMemory(0, _filled + EncryptedFormat.TagBytes);
    }
}
