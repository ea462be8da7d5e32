using VisionSystem.Logging.Persistence;

namespace VisionSystem.Tests.Logging.Exports;

public sealed class StreamedExportTests
{
    private const string Search = nameof(IPredictionStore.SearchAsync);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData("coco", "{\"info\"")]
    [InlineData("coco-results", "[")]
    [InlineData("yolo", "PK")]
    [InlineData("label-studio", "[")]
    [InlineData("csv", "predicti")]
    [InlineData("jsonl", "{\"id\":\"")]
    public async Task The_first_bytes_are_sent_before_the_rest_has_been_read(string format, string first)
    {
        var gate = new TaskCompletionSource();
        var searches = 0;
        await using var service = Service((method, _) => method == Search && Interlocked.Increment(ref searches) > 1 ? gate.Task : Task.CompletedTask);
        using var client = service.CreateClient();
        await DeliverAsync(client);

        using var answer = await client.GetAsync($"/v1/predictions/export?format={format}", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await using var body = await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var bytes = new byte[first.Length];
        await body.ReadExactlyAsync(bytes, TestContext.Current.CancellationToken);

        Assert.Equal(first, System.Text.Encoding.ASCII.GetString(bytes));
        Assert.False(gate.Task.IsCompleted);
        gate.SetResult();
        await body.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken);
        Assert.StartsWith("attachment; filename=predictions-", answer.Content.Headers.ContentDisposition!.ToString());
    }

    [Fact]
    public async Task Reading_stops_when_the_client_disconnects()
    {
        var stopped = new TaskCompletionSource();
        var searches = 0;
        await using var service = Service(async (method, arguments) =>
        {
            if (method == Search && Interlocked.Increment(ref searches) > 1)
            {
                try
                {
                    await Task.Delay(Timeout.Infinite, (CancellationToken)arguments[^1]!);
                }
                finally
                {
                    stopped.TrySetResult();
                }
            }
        });
        using var client = service.CreateClient();
        await DeliverAsync(client);

        using (var answer = await client.GetAsync("/v1/predictions/export?format=coco", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken))
        {
            Assert.Equal(200, (int)answer.StatusCode);
        }

        await Until.TrueAsync("the export to stop", () => stopped.Task.IsCompleted, Patience);
        Assert.Equal(2, searches);
    }

    [Fact]
    public async Task A_failed_export_is_cut_off_instead_of_ending_normally()
    {
        var searches = 0;
        await using var service = Service((method, _) => method == Search && Interlocked.Increment(ref searches) > 1
            ? Task.FromException(new StoreUnavailableException("gone"))
            : Task.CompletedTask);
        using var client = service.CreateClient();
        await DeliverAsync(client);

        await Assert.ThrowsAsync<HttpRequestException>(() => client.ExportAsync("format=jsonl"));
        Assert.Contains(service.Lines.Messages, line => line.Contains("was cut off", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_unavailable_store_gives_503_instead_of_an_empty_file()
    {
        await using var service = Service((method, _) => method == Search ? Task.FromException(new StoreUnavailableException("gone")) : Task.CompletedTask);
        using var client = service.CreateClient();

        using var answer = await client.GetAsync("/v1/predictions/export?format=coco", TestContext.Current.CancellationToken);

        Assert.Equal((503, "unavailable"), ((int)answer.StatusCode, (await answer.ProblemAsync()).Slug()));
    }

    private static LoggingApplication Service(Func<string, object?[], Task> before) => new() { Replacements = StoreInterceptor.Over(before) };

    /// <summary>Delivers more than one page of predictions.</summary>
    private static async Task DeliverAsync(HttpClient client)
    {
        var images = Enumerable.Range(0, 60).Select(i => Samples.Image(i)).ToArray();
        await client.DeliverAsync(Delivery.Of([.. images.Select((image, i) => Samples.Of(image, createdAt: Samples.Noon.AddSeconds(i)))], images));
    }
}
