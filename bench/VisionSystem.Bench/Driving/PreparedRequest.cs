using System.Text;

namespace VisionSystem.Bench.Driving;

/// <summary>Point at which a client disconnects without receiving the response.</summary>
internal enum ClientDisconnect
{
    Never,

    /// <summary>After sending half of the body.</summary>
    DuringBody,

    /// <summary>After sending the complete body.</summary>
    WhileWaiting,
}

/// <summary>A complete HTTP request, created once and sent many times; the stamp makes every transmitted image unique.</summary>
/// <param name="name">Kind of the request, for tables.</param>
/// <param name="bytes">The bytes on the wire.</param>
/// <param name="stamp">Offset of the eight digits that change with every transmission, or -1.</param>
/// <param name="disconnect">Point at which the client disconnects.</param>
internal sealed class PreparedRequest(string name, byte[] bytes, int stamp = -1, ClientDisconnect disconnect = ClientDisconnect.Never)
{
    public string Name => name;

    public ClientDisconnect Disconnect => disconnect;

    /// <summary>Creates a <c>POST</c> of an unchanged body.</summary>
    public static PreparedRequest Post(string name, string path, byte[] body, ClientDisconnect disconnect = ClientDisconnect.Never, string? key = null) =>
        new(name, [.. Head(path, body.Length, key), .. body], disconnect: disconnect);

    /// <summary>Creates a <c>POST</c> of a JPEG whose comment changes with every transmission, which defeats result caches.</summary>
    /// <param name="name">Kind of the request.</param>
    /// <param name="path">Path of the endpoint.</param>
    /// <param name="jpeg">The image.</param>
    /// <param name="disconnect">Point at which the client disconnects.</param>
    /// <param name="key">API key; null for none.</param>
    public static PreparedRequest PostImage(string name, string path, byte[] jpeg, ClientDisconnect disconnect = ClientDisconnect.Never, string? key = null)
    {
        var (stamped, offset) = JpegStamp.Insert(jpeg);
        var head = Head(path, stamped.Length, key);
        return new PreparedRequest(name, [.. head, .. stamped], head.Length + offset, disconnect);
    }

    /// <summary>
    /// The bytes of the next transmission. Connections share the buffer: a concurrent change of the stamp is harmless, because any
    /// eight digits are a valid stamp.
    /// </summary>
    /// <param name="number">The number written into the stamp.</param>
    public ReadOnlyMemory<byte> Next(int number)
    {
        if (stamp >= 0)
        {
            number.TryFormat(bytes.AsSpan(stamp, JpegStamp.Digits), out _, "x8");
        }

        return bytes;
    }

    private static byte[] Head(string path, int length, string? key) => Encoding.ASCII.GetBytes(
        $"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{(key is null ? "" : $"Authorization: Bearer {key}\r\n")}Content-Type: image/jpeg\r\nContent-Length: {length}\r\n\r\n");
}
