using System.Buffers;

namespace VisionSystem.Inference.Apis;

/// <summary>The bytes of a photo as sent, in pooled memory; give it back with Dispose.</summary>
internal sealed class PhotoBody : IDisposable
{
    /// <summary>Larger bodies are rare, and memory of their size is not kept.</summary>
    private const int LargestKept = 16 << 20;

    private const int KeptOfASize = 16;

    /// <summary>As many as were in use at one time; the shared pool keeps one more of each size for every thread that gave one back.</summary>
    private static readonly ArrayPool<byte> Pool = ArrayPool<byte>.Create(LargestKept, KeptOfASize);

    private byte[] _buffer;

    private PhotoBody(int capacity) => _buffer = Pool.Rent(Math.Max(capacity, 4096));

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Memory => _buffer.AsMemory(0, Length);

    /// <summary>Reads a stream to its end; null when it is longer than <paramref name="limit"/> bytes, and then no further.</summary>
    /// <param name="source">The request's body, or one part of it.</param>
    /// <param name="expected">Bytes announced, or 0.</param>
    /// <param name="limit">The most that is taken.</param>
    /// <param name="cancellationToken">The request's.</param>
    public static async ValueTask<PhotoBody?> ReadAsync(Stream source, long expected, long limit, CancellationToken cancellationToken)
    {
        // One byte more than announced, so that the end shows without growing. An announcement is not believed beyond the limit.
        var body = new PhotoBody((int)Math.Min(Math.Max(expected + 1, 64 * 1024), limit + 1));
        try
        {
            while (true)
            {
                if (body.Length == body._buffer.Length)
                {
                    body.Grow();
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

    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            Pool.Return(_buffer);
            _buffer = [];
        }
    }

    private void Grow()
    {
        var larger = Pool.Rent(_buffer.Length * 2);
        _buffer.AsSpan(0, Length).CopyTo(larger);
        Pool.Return(_buffer);
        _buffer = larger;
    }
}
