using System.Buffers;

namespace VisionSystem.Inference.Requests;

/// <summary>The bytes of an image as sent, in pooled memory; give it back with Dispose.</summary>
internal sealed class ImageBody : IDisposable
{
    /// <summary>Larger bodies are rare, and memory of their size is not kept.</summary>
    private const int LargestKept = 16 << 20;

    private const int KeptOfASize = 16;

    /// <summary>As many as were in use at one time; the shared pool keeps one more of each size for every thread that gave one back.</summary>
    private static readonly ArrayPool<byte> Pool = ArrayPool<byte>.Create(LargestKept, KeptOfASize);

    private readonly bool _isRented;
    private byte[] _buffer;
    private int _start;

    private ImageBody(int capacity) => (_buffer, _isRented) = (Pool.Rent(Math.Max(capacity, 4096)), true);

    private ImageBody(byte[] buffer, int start, int length) => (_buffer, _start, Length) = (buffer, start, length);

    /// <summary>No bytes at all.</summary>
    public static ImageBody None { get; } = new([], 0, 0);

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Memory => _buffer.AsMemory(_start, Length);

    /// <summary>The same bytes, for text that is decoded where it stands.</summary>
    public Span<byte> Writable => _buffer.AsSpan(_start, Length);

    /// <summary>Reads a stream to its end; null when it is longer than <paramref name="limit"/> bytes, and then no further.</summary>
    /// <param name="source">The request's body, or one part of it.</param>
    /// <param name="expected">Bytes announced, or 0.</param>
    /// <param name="limit">The most that is taken.</param>
    /// <param name="cancellationToken">The request's.</param>
    public static async ValueTask<ImageBody?> ReadAsync(Stream source, long expected, long limit, CancellationToken cancellationToken)
    {
        // One byte more than announced, so that the end shows without growing. An announcement is not believed beyond the limit.
        var body = new ImageBody((int)Math.Min(Math.Max(expected + 1, 64 * 1024), limit + 1));
        try
        {
            while (true)
            {
                if (body.Length == body._buffer.Length)
                {
                    body.Grow(limit);
                }

                var read = await source.ReadAsync(body._buffer.AsMemory(body.Length), cancellationToken);
                if (read == 0)
                {
                    return body;
                }

                body.Length += read;
                if (body.Length > limit)
                {
                    body.Dispose();
                    return null;
                }
            }
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <summary>Some of the bytes, in the same memory: of use until this is disposed, and need not be disposed itself.</summary>
    public ImageBody Part(int start, int length) => new(_buffer, _start + start, length);

    /// <summary>Leaves only some of the bytes.</summary>
    public void Narrow(int start, int length) => (_start, Length) = (_start + start, length);

    public void Dispose()
    {
        if (_isRented && _buffer.Length > 0)
        {
            Pool.Return(_buffer);
            _buffer = [];
        }
    }

    private void Grow(long limit)
    {
        var larger = Pool.Rent((int)Math.Min(2L * _buffer.Length, Math.Max(limit, _buffer.Length) + 1));
        _buffer.AsSpan(0, Length).CopyTo(larger);
        Pool.Return(_buffer);
        _buffer = larger;
    }
}
