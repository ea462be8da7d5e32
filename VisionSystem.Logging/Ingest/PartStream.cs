using VisionSystem.Logging.Diagnostics;
using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Logging.Ingest;

/// <summary>
/// The body of one part. Converts the exception for a truncated body, which the sender causes, so that it is not mistaken for a
/// failure of the store, whose exceptions have the same type.
/// </summary>
internal sealed class PartStream(Stream body, long limit) : Stream
{
    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read;
        try
        {
            read = await body.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException exception) when (exception is not BadHttpRequestException)
        {
            throw new BatchRefusedException(LoggingProblems.MalformedBatch, "The multipart body is truncated or malformed.");
        }

        _read += read;
        return _read <= limit
            ? read
            : throw new BatchRefusedException(Problems.BodyTooLarge, $"A part exceeds the limit of {limit} bytes.");
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Flush()
    {
    }
}
