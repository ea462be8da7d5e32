using System.Text;

namespace VisionSystem.Bench.Driving;

/// <summary>When a client goes away without its answer.</summary>
internal enum Leaving
{
    Never,

    /// <summary>With half of the body sent.</summary>
    InTheBody,

    /// <summary>With all of it sent.</summary>
    WhileWaiting,
}

/// <summary>A whole request, head and body, made once and sent many times; no image is sent twice, though.</summary>
/// <param name="name">What kind it is, for tables.</param>
/// <param name="bytes">What goes over the wire.</param>
/// <param name="stamp">Where in them eight digits are that change with every sending, or -1.</param>
/// <param name="leaving">Whether the client stays for the answer.</param>
internal sealed class PreparedRequest(string name, byte[] bytes, int stamp = -1, Leaving leaving = Leaving.Never)
{
    public string Name => name;

    public Leaving Leaving => leaving;

    /// <summary><c>POST</c> of a body that is sent as it is.</summary>
    public static PreparedRequest Post(string name, string path, byte[] body, Leaving leaving = Leaving.Never) =>
        new(name, [.. Head(path, body.Length), .. body], leaving: leaving);

    /// <summary><c>POST</c> of a JPEG whose comment changes with every sending, so that no cache can answer in its place.</summary>
    public static PreparedRequest PostImage(string name, string path, byte[] jpeg, Leaving leaving = Leaving.Never)
    {
        var (stamped, offset) = JpegStamp.Insert(jpeg);
        var head = Head(path, stamped.Length);
        return new PreparedRequest(name, [.. head, .. stamped], head.Length + offset, leaving);
    }

    /// <summary>
    /// The bytes for the next sending. Connections share them: a stamp that another one changes while it is sent is still a
    /// stamp, and nobody reads it.
    /// </summary>
    /// <param name="number">Goes into the stamp.</param>
    public ReadOnlyMemory<byte> Next(int number)
    {
        if (stamp >= 0)
        {
            number.TryFormat(bytes.AsSpan(stamp, JpegStamp.Digits), out _, "x8");
        }

        return bytes;
    }

    private static byte[] Head(string path, int length) =>
        Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: image/jpeg\r\nContent-Length: {length}\r\n\r\n");
}
