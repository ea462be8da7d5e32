using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace VisionSystem.Bench.Driving;

/// <summary>
/// Buffers one HTTP/1.1 response and detects its end (RFC 9112) by Content-Length or by the last chunk. Parses only the fields
/// needed for this.
/// </summary>
internal sealed class ResponseBuffer
{
    private byte[] _bytes = new byte[16 * 1024];
    private int _filled;
    private int _body;
    private int _end;
    private int _chunk;
    private bool _isChunked;

    /// <summary>The status code; 0 until the head is complete.</summary>
    public int Status { get; private set; }

    /// <summary>Whether the server closes the connection after this response.</summary>
    public bool Closes { get; private set; }

    /// <summary>Free memory for the next received bytes.</summary>
    public Memory<byte> Free
    {
        get
        {
            if (_filled == _bytes.Length)
            {
                Array.Resize(ref _bytes, 2 * _bytes.Length);
            }

            return _bytes.AsMemory(_filled);
        }
    }

    /// <summary>The body with its chunks joined; valid after <see cref="Advance"/> returned true.</summary>
    public byte[] Body => _isChunked ? JoinChunks() : _bytes.AsSpan(_body.._end).ToArray();

    public void Clear() => (_filled, _body, _end, _chunk, _isChunked, Status, Closes) = (0, 0, 0, 0, false, 0, false);

    /// <summary>Counts bytes as received; returns true when the response is complete.</summary>
    /// <exception cref="InvalidDataException">The bytes are not an HTTP/1.1 response.</exception>
    public bool Advance(int count)
    {
        _filled += count;
        if (_body == 0 && !ReadHead())
        {
            return false;
        }

        return _isChunked ? HasLastChunk() : _filled >= _end;
    }

    private bool ReadHead()
    {
        var length = _bytes.AsSpan(0, _filled).IndexOf("\r\n\r\n"u8);
        if (length < 0)
        {
            return false;
        }

        var head = _bytes.AsSpan(0, length);
        if (!head.StartsWith("HTTP/1.1 "u8) || !Utf8Parser.TryParse(head[9..], out int status, out _))
        {
            throw new InvalidDataException("The server did not respond in HTTP/1.1.");
        }

        (Status, _body, _chunk, _end) = (status, length + 4, length + 4, length + 4);
        foreach (var range in head.Split("\r\n"u8))
        {
            ReadField(head[range]);
        }

        return true;
    }

    private void ReadField(ReadOnlySpan<byte> line)
    {
        var colon = line.IndexOf((byte)':');
        if (colon < 0)
        {
            return;
        }

        var name = line[..colon];
        var value = line[(colon + 1)..].Trim((byte)' ');
        if (Ascii.EqualsIgnoreCase(name, "content-length"u8))
        {
            _end = _body + int.Parse(value, CultureInfo.InvariantCulture);
        }
        else if (Ascii.EqualsIgnoreCase(name, "transfer-encoding"u8))
        {
            _isChunked = Ascii.EqualsIgnoreCase(value, "chunked"u8);
        }
        else if (Ascii.EqualsIgnoreCase(name, "connection"u8))
        {
            Closes = Ascii.EqualsIgnoreCase(value, "close"u8);
        }
    }

    /// <summary>Advances over the received chunks; returns true at the last one.</summary>
    private bool HasLastChunk()
    {
        while (ChunkAt(_chunk) is { } chunk && chunk.Next <= _filled)
        {
            if (chunk.Size == 0)
            {
                return true;
            }

            _chunk = chunk.Next;
        }

        return false;
    }

    /// <summary>The chunk whose size line begins at an offset; null while that line is incomplete.</summary>
    private (int Data, int Size, int Next)? ChunkAt(int place)
    {
        var line = _bytes.AsSpan(place, _filled - place).IndexOf("\r\n"u8);
        if (line < 0 || !Utf8Parser.TryParse(_bytes.AsSpan(place, line), out int size, out _, 'x'))
        {
            return null;
        }

        var data = place + line + 2;
        return (data, size, data + size + 2);
    }

    private byte[] JoinChunks()
    {
        using var body = new MemoryStream();
        for (var place = _body; ChunkAt(place) is { Size: > 0 } chunk; place = chunk.Next)
        {
            body.Write(_bytes, chunk.Data, chunk.Size);
        }

        return body.ToArray();
    }
}
