using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace VisionSystem.Logging.Exports;

internal static class PipeWriterExtensions
{
    private const int FlushBytes = 64 << 10;

    public static void Write(this PipeWriter output, string text) => Encoding.UTF8.GetBytes(text, output);

    /// <summary>Sends the buffered bytes if there are at least 64 KiB, and waits for a slower reader.</summary>
    /// <exception cref="OperationCanceledException">The reader has completed.</exception>
    public static async ValueTask FlushWhenFullAsync(this PipeWriter output, CancellationToken cancellationToken)
    {
        if (output.UnflushedBytes >= FlushBytes)
        {
            await output.SendAsync(cancellationToken);
        }
    }

    /// <summary>Sends the buffered bytes.</summary>
    /// <exception cref="OperationCanceledException">The reader has completed.</exception>
    public static async ValueTask SendAsync(this PipeWriter output, CancellationToken cancellationToken)
    {
        if ((await output.FlushAsync(cancellationToken)).IsCompleted)
        {
            throw new OperationCanceledException("The client no longer reads the export.");
        }
    }

    /// <summary>Sends content of any length in parts of at most 64 KiB.</summary>
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
