using Amazon.Runtime;
using Amazon.S3.Model;
using VisionSystem.Logging.Persistence.Objects;

namespace VisionSystem.Logging.Persistence.S3;

/// <summary>
/// Reads an object from its response. A read at the end of the previous one continues the response; any other position sends a
/// new request for the rest of the object. The first bytes are buffered, so that reading the header and starting over needs
/// only one request.
/// </summary>
internal sealed class S3ReadStream(GetObjectResponse first, Func<long, CancellationToken, Task<GetObjectResponse?>> openAt, TimeSpan stallTimeout, S3Calls calls)
    : SeekableReadStream
{
    private readonly byte[] _head = new byte[64];
    private int _headLength;
    private GetObjectResponse? _response = first;
    private long _responsePosition;

    public override long Length { get; } = first.ContentLength;

    protected override async ValueTask<int> ReadAtAsync(long position, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (position < _headLength)
        {
            var known = Math.Min(buffer.Length, _headLength - (int)position);
            _head.AsMemory((int)position, known).CopyTo(buffer);
            return known;
        }

        if (_response is null || _responsePosition != position)
        {
            await ReopenAsync(position, cancellationToken);
        }

        var read = await ReadNextAsync(buffer, cancellationToken);
        BufferHead(position, buffer.Span[..read]);
        _responsePosition += read;
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            CloseResponse();
        }

        base.Dispose(disposing);
    }

    private async Task ReopenAsync(long position, CancellationToken cancellationToken)
    {
        CloseResponse();
        _response = await openAt(position, cancellationToken)
            ?? throw calls.Fail("GetObject", new IOException("the object was removed while it was read"));
        _responsePosition = position;
    }

    /// <summary>Disposes the response. This fails if the bytes of a completely read object do not match its checksum.</summary>
    private void CloseResponse()
    {
        try
        {
            _response?.Dispose();
        }
        catch (AmazonClientException exception)
        {
            throw calls.Fail("GetObject", exception);
        }
        finally
        {
            _response = null;
        }
    }

    private async Task<int> ReadNextAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            // A silently lost connection would never fail by itself.
            var read = await _response!.ResponseStream.ReadAsync(buffer, cancellationToken).AsTask().WaitAsync(stallTimeout, cancellationToken);
            return read > 0 ? read : throw new IOException("the object ended early");
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw calls.Fail("GetObject", exception);
        }
    }

    private void BufferHead(long position, ReadOnlySpan<byte> bytes)
    {
        if (position == _headLength && _headLength < _head.Length)
        {
            var kept = bytes[..Math.Min(bytes.Length, _head.Length - _headLength)];
            kept.CopyTo(_head.AsSpan(_headLength));
            _headLength += kept.Length;
        }
    }
}
