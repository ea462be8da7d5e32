using System.Text.Json;
using VisionSystem.Contracts;

namespace VisionSystem.Tests.Logging.Streaming;

/// <summary>A client of the stream.</summary>
internal sealed class EventStream(HttpResponseMessage answer, StreamReader lines) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static HttpRequestMessage Request(string query, string? lastEventId)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/v1/predictions/stream" + query);
        if (lastEventId is not null)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        }

        return request;
    }

    public static async Task<EventStream> OpenAsync(HttpClient client, string query = "", string? lastEventId = null)
    {
        using var request = Request(query, lastEventId);
        var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        var stream = new EventStream(answer, new StreamReader(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken)));
        Assert.Equal("retry: 1000", await stream.NextLineAsync(line => line.Length > 0));
        return stream;
    }

    public async Task<(string Id, Prediction Prediction)> NextAsync()
    {
        var id = await NextLineAsync(line => line.StartsWith("id: ", StringComparison.Ordinal));
        Assert.Equal("event: prediction", await NextLineAsync(_ => true));
        var data = await NextLineAsync(_ => true);
        return (id![4..], JsonSerializer.Deserialize(data!["data: ".Length..], WireJson.Default.Prediction)!);
    }

    /// <summary>The next line that matches; null if the stream ends first.</summary>
    public async Task<string?> NextLineAsync(Predicate<string> wanted)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Patience);
        while (await lines.ReadLineAsync(deadline.Token) is { } line)
        {
            if (wanted(line))
            {
                return line;
            }
        }

        return null;
    }

    public ValueTask DisposeAsync()
    {
        lines.Dispose();
        answer.Dispose();
        return ValueTask.CompletedTask;
    }
}
