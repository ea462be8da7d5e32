using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using VisionSystem.Contracts;
using VisionSystem.Logging.Persistence;

namespace VisionSystem.Logging.Streaming;

/// <summary>Writes server-sent events. Each event is flushed to the client when the returned task completes.</summary>
internal sealed class EventWriter(HttpResponse response)
{
    private static readonly byte[] Heartbeat = ":\n\n"u8.ToArray();
    private static readonly byte[] End = "\n\n"u8.ToArray();

    /// <summary>Sets the response headers.</summary>
    public static void SetHeaders(HttpResponse response)
    {
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache";

        // Without this header, nginx buffers the events.
        response.Headers["X-Accel-Buffering"] = "no";
    }

    /// <summary>Starts the response and sends the client the delay before it reconnects.</summary>
    public async Task BeginAsync(TimeSpan retry, CancellationToken cancellationToken)
    {
        SetHeaders(response);
        await WriteAsync(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"retry: {retry.TotalMilliseconds:0}\n\n")), cancellationToken);
    }

    public async Task WriteAsync(StreamCursor cursor, Prediction prediction, CancellationToken cancellationToken)
    {
        // JSON without line breaks fits in one data line.
        response.BodyWriter.Write(Encoding.UTF8.GetBytes($"id: {cursor}\nevent: prediction\ndata: "));
        response.BodyWriter.Write(JsonSerializer.SerializeToUtf8Bytes(prediction, WireJson.Default.Prediction));
        await WriteAsync(End, cancellationToken);
    }

    /// <summary>Writes a comment as a heartbeat, so that both ends detect a broken connection.</summary>
    public Task WriteHeartbeatAsync(CancellationToken cancellationToken) => WriteAsync(Heartbeat, cancellationToken);

    private async Task WriteAsync(byte[] bytes, CancellationToken cancellationToken)
    {
        response.BodyWriter.Write(bytes);
        await response.BodyWriter.FlushAsync(cancellationToken);
    }
}
