using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace VisionSystem.Logging.Exports;

internal static class PipeWriterExtensions
{
    private const int FlushBytes = 64 << 10;

    public static void Write(this PipeWriter output, string text) => Encoding.UTF8.GetBytes(text, output);

    /// <summary>Sends what has gathered, when it is enough to be worth it; waits for a reader who is slower.</summary>
    /// <exception cref="OperationCanceledException">Nobody reads any more.</exception>
    public static async ValueTask FlushWhenFullAsync(this PipeWriter output, CancellationToken cancellationToken)
    {
        if (output.UnflushedBytes >= FlushBytes)
        {
            await output.SendAsync(cancellationToken);
        }
    }

    /// <summary>Sends what has gathered.</summary>
    /// <exception cref="OperationCanceledException">Nobody reads any more.</exception>
    public static async ValueTask SendAsync(this PipeWriter output, CancellationToken cancellationToken)
    {
        if ((await output.FlushAsync(cancellationToken)).IsCompleted)
        {
            throw new OperationCanceledException("Nobody reads the export any more.");
        }
    }

    /// <summary>Sends a piece of any length, bit by bit.</summary>
    public static async ValueTask SendAsync(this PipeWriter output, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (bytes.Length > 0)
        {
            var part = bytes[..Math.Min(bytes.Length, FlushBytes)];
            output.Write(part.Span);
            await output.FlushWhenFullAsync(cancellationToken);
            bytes = bytes[part.Length..];
        }
    }
}
