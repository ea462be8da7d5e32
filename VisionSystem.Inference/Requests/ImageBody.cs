using System.Buffers;

namespace VisionSystem.Inference.Requests;

/// <summary>The bytes of an image as sent, in pooled memory that Dispose returns.</summary>
internal sealed class ImageBody : IDisposable
{
    /// <summary>Maximum pooled size. Larger bodies are rare, and their memory is not pooled.</summary>
    private const int MaxPooledBytes = 16 << 20;

    private const int MaxPooledPerSize = 16;

    private const int MinBytes = 64 << 10;

    /// <summary>Most bytes reserved for an announced size; most images are smaller.</summary>
    private const int MaxReserved = 1 << 20;

    /// <summary>Holds at most the number of buffers that were in use at the same time; the shared pool holds one more of each size per returning thread.</summary>
    private static readonly ArrayPool<byte> Pool = ArrayPool<byte>.Create(MaxPooledBytes, MaxPooledPerSize);

    private readonly bool _isRented;
    private byte[] _buffer;
    private int _start;

    private ImageBody(int capacity) => (_buffer, _isRented) = (Pool.Rent(Math.Max(capacity, 4096)), true);

    private ImageBody(byte[] buffer, int start, int length) => (_buffer, _start, Length) = (buffer, start, length);

    /// <summary>An empty body.</summary>
    public static ImageBody None { get; } = new([], 0, 0);

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Memory => _buffer.AsMemory(_start, Length);

    /// <summary>The same bytes, writable for text that is decoded in place.</summary>
    public Span<byte> Writable => _buffer.AsSpan(_start, Length);

    /// <summary>Reads a stream to its end. Returns null, and stops reading, if it is longer than the limit.</summary>
    /// <param name="source">The body of the request, or one part of it.</param>
    /// <param name="expected">Announced bytes; 0 if unknown.</param>
    /// <param name="limit">Maximum bytes.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    public static async ValueTask<ImageBody?> ReadAsync(Stream source, long expected, long limit, CancellationToken cancellationToken)
    {
        // One byte more than announced, so that the end is found without growing. An announcement alone reserves little memory: many
        // clients could announce large bodies and send nothing.
        var body = new ImageBody((int)Math.Min(Math.Clamp(expected + 1, MinBytes, MaxReserved), limit + 1));
        try
        {
            while (true)
            {
                if (body.Length == body._buffer.Length)
                {
                    body.Grow(expected, limit);
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

    /// <summary>A part of the bytes in the same memory. Valid until this body is disposed of; the part needs no disposal.</summary>
    public ImageBody Part(int start, int length) => new(_buffer, _start + start, length);

    /// <summary>Restricts the body to a part of its bytes.</summary>
    public void Narrow(int start, int length) => (_start, Length) = (_start + start, length);

    public void Dispose()
    {
        if (_isRented && _buffer.Length > 0)
        {
            Pool.Return(_buffer);
            _buffer = [];
        }
    }

    /// <summary>Doubles the memory, or extends it to the announced size if a quarter of that has arrived.</summary>
    private void Grow(long expected, long limit)
    {
        var next = Math.Max(2L * _buffer.Length, Math.Min(expected + 1, 4L * _buffer.Length));
        var larger = Pool.Rent((int)Math.Min(next, Math.Max(limit, _buffer.Length) + 1));
        _buffer.AsSpan(0, Length).CopyTo(larger);
        Pool.Return(_buffer);
        _buffer = larger;
    }
}
