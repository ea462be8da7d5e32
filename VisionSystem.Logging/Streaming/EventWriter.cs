using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using VisionSystem.Contracts;
using VisionSystem.Logging.Persistence;

namespace VisionSystem.Logging.Streaming;

/// <summary>Writes server-sent events; each is with the client when the task ends.</summary>
internal sealed class EventWriter(HttpResponse response)
{
    private static readonly byte[] Heartbeat = ":\n\n"u8.ToArray();
    private static readonly byte[] End = "\n\n"u8.ToArray();

    /// <summary>Says what the answer will be.</summary>
    public static void Describe(HttpResponse response)
    {
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache";

        // nginx would gather the events otherwise.
        response.Headers["X-Accel-Buffering"] = "no";
    }

    /// <summary>Begins the answer, and tells the client how soon to come back when it breaks off.</summary>
    public async Task BeginAsync(TimeSpan retry, CancellationToken cancellationToken)
    {
        Describe(response);
        await WriteAsync(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"retry: {retry.TotalMilliseconds:0}\n\n")), cancellationToken);
    }

    public async Task WriteAsync(StreamCursor place, Prediction prediction, CancellationToken cancellationToken)
    {
        // JSON without line breaks is one data line.
        response.BodyWriter.Write(Encoding.UTF8.GetBytes($"id: {place}\nevent: prediction\ndata: "));
        response.BodyWriter.Write(JsonSerializer.SerializeToUtf8Bytes(prediction, WireJson.Default.Prediction));
        await WriteAsync(End, cancellationToken);
    }

    /// <summary>A comment, by which both ends see that the line is still there.</summary>
    public Task BeatAsync(CancellationToken cancellationToken) => WriteAsync(Heartbeat, cancellationToken);

    private async Task WriteAsync(byte[] bytes, CancellationToken cancellationToken)
    {
        response.BodyWriter.Write(bytes);
        await response.BodyWriter.FlushAsync(cancellationToken);
    }
}
