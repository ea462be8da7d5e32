using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using VisionSystem.Contracts;
using VisionSystem.Tests.Logging;
using VisionSystem.Tests.Logging.Streaming;

namespace VisionSystem.Tests.Inference.Forwarding;

/// <summary>Stored predictions through the public service: search, stream, statistics, deletion.</summary>
public sealed class StoredPredictionsTests
{
    private const string Night = """{"camera":"dock-3","shift":2,"armed":true}""";

    [Fact]
    public async Task Finds_a_prediction_by_the_source_and_metadata_of_its_request()
    {
        await using var service = new InferenceApplication();
        using var client = await service.ReadyClientAsync();
        var image = await ImageAsync();

        await PostAsync(client, image, ("metadata", Night), ("metadata.door", "7 \"b\""), ("source", "cam 1"));
        await PostAsync(client, image, ("source", "cam 2"));
        await PostAsync(client, image);
        await Until.TrueAsync("all three are stored", async _ => (await client.PageAsync()).Items.Count == 3, TimeSpan.FromSeconds(60));

        var found = Assert.Single((await client.PageAsync("?source=cam%201&metadata.camera=dock-3&metadata.shift=2&metadata.armed=true")).Items);
        Assert.Equal("cam 1", found.Source);
        Assert.Equal(
            new Dictionary<string, string> { ["camera"] = "dock-3", ["shift"] = "2", ["armed"] = "true", ["door"] = "7 \"b\"" }, found.Metadata!.ToDictionary());
        Assert.InRange(found.Brightness!.Value, 0.05, 0.95);
        // The second response came from the cache and contains the same brightness.
        Assert.Equal([found.Brightness, found.Brightness, found.Brightness], (await client.PageAsync()).Items.Select(item => item.Brightness));
        Assert.Empty((await client.PageAsync("?metadata.camera=dock-4")).Items);
        var nothing = (await client.PageAsync()).Items[0];
        Assert.Equal((null, null), (nothing.Source, nothing.Metadata));
    }

    [Fact]
    public async Task Names_a_source_or_metadata_that_cannot_be_stored()
    {
        await using var service = new InferenceApplication();
        using var client = await service.ReadyClientAsync();
        var image = await ImageAsync();
        (string Name, string Value)[] fields =
        [
            ("source", ""),
            ("source", "a\0b"),
            ("metadata", "dock-3"),
            ("metadata", "[1]"),
            ("metadata", "{\"camera\":{\"id\":3}}"),
            ("metadata", "{\"camera\":null}"),
            ("metadata", "{\"a camera\":\"3\"}"),
            ("metadata", "{\"camera\":\"\\ud800\"}"),
            ("metadata.", "x"),
            ("metadata.a b", "x"),
        ];

        foreach (var field in fields)
        {
            using var body = Body(image, field);
            using var answer = await client.PostAsync("/v1/detect", body, TestContext.Current.CancellationToken);

            Assert.Equal((field, HttpStatusCode.BadRequest), (field, answer.StatusCode));
            Assert.Equal([field.Name], (await answer.ProblemAsync()).ErrorFields());
        }
    }

    [Fact]
    public async Task Deletes_the_selected_predictions_and_counts_the_remaining_ones()
    {
        await using var service = new InferenceApplication();
        using var client = await service.ReadyClientAsync();
        var image = await ImageAsync();
        var id = await PostAsync(client, image, ("source", "yard"));
        await PostAsync(client, image, ("source", "dock"));
        await PostAsync(client, image, ("source", "dock"));
        await Until.TrueAsync("all three are stored", async _ => (await client.PageAsync()).Items.Count == 3, TimeSpan.FromSeconds(60));

        var forecast = await client.DeleteFromJsonAsync("/v1/predictions?source=dock&dry_run=true", WireJson.Default.RemovalReport, TestContext.Current.CancellationToken);
        Assert.Equal(new RemovalReport(DryRun: true, 2, 0, More: false), forecast);
        using var refused = await client.DeleteAsync("/v1/predictions", TestContext.Current.CancellationToken);
        Assert.Equal(["all"], (await refused.ProblemAsync()).ErrorFields());
        using var one = await client.DeleteAsync($"/v1/predictions/{id}", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, one.StatusCode);

        var stats = await client.GetFromJsonAsync("/v1/stats", WireJson.Default.PredictionStats, TestContext.Current.CancellationToken);
        Assert.Equal(2, stats!.Predictions);
        using var drift = await client.GetAsync("/v1/drift?source=dock", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, drift.StatusCode);
    }

    [Fact]
    public async Task Names_the_unknown_field_of_a_query_of_any_length()
    {
        await using var service = new InferenceApplication();
        using var client = await service.ReadyClientAsync();

        foreach (var (query, field) in new[] { (string.Join('&', Enumerable.Range(0, 10_000).Select(i => $"class=c{i}")), "class"), ("from=yesterday", "from"), ("page_token=x", "page_token") })
        {
            using var answer = await client.GetAsync("/v1/predictions?" + query, TestContext.Current.CancellationToken);

            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Equal([field], (await answer.ProblemAsync()).ErrorFields());
        }
    }

    [Fact]
    public async Task Streams_predictions_as_they_are_stored_and_ends_at_shutdown()
    {
        var service = new InferenceApplication();
        using var client = await service.ReadyClientAsync();
        var image = await ImageAsync();
        await using var stream = await EventStream.OpenAsync(client, "?source=dock");

        await PostAsync(client, image, ("source", "yard"));
        var id = await PostAsync(client, image, ("source", "dock"));

        Assert.Equal(id, (await stream.NextAsync()).Prediction.Id);
        await service.DisposeAsync();
        Assert.Null(await stream.NextLineAsync(_ => false));
    }

    private static async Task<byte[]> ImageAsync() =>
        await File.ReadAllBytesAsync(Path.Combine(InferenceApplication.Samples, "shelf.jpg"), TestContext.Current.CancellationToken);

    private static async Task<Guid> PostAsync(HttpClient client, byte[] image, params (string Name, string Value)[] fields)
    {
        using var body = Body(image, fields);
        using var answer = await client.PostAsync("/v1/detect", body, TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("id").GetGuid();
    }

    private static MultipartFormDataContent Body(byte[] image, params (string Name, string Value)[] fields)
    {
        var part = new ByteArrayContent(image);
        part.Headers.ContentType = new MediaTypeHeaderValue("image/jpeg");
        var body = new MultipartFormDataContent { { part, "image", "photo.jpg" } };
        foreach (var (name, value) in fields)
        {
            body.Add(new StringContent(value), $"\"{name}\"");
        }

        return body;
    }
}
