using System.Net.Http.Json;
using VisionSystem.Contracts;
using VisionSystem.Tests.Logging.Exports;
using VisionSystem.Tests.Logging.Persistence;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Logging.Reviews;

public sealed class SqliteReviewQueueTests() : ReviewQueueTests(null);

[Collection(SharedPostgres.Name)]
public sealed class PostgresReviewQueueTests(PostgresServer server) : ReviewQueueTests(server);

public abstract class ReviewQueueTests(PostgresServer? postgres) : StoreTests(postgres)
{
    private static readonly byte[][] Images = [.. Enumerable.Range(0, 8).Select(i => Samples.Image(i))];

    /// <summary>Created with a confidence threshold of 0.25, one minute apart, each named by a letter.</summary>
    private static readonly Prediction[] All =
    [
        Made("a", 0, ("person", .9f, 0)), // certain
        Made("b", 1, ("person", .3f, 0), ("cat", .95f, 200)), // near the threshold
        Made("c", 2, ("person", .9f, 0), ("forklift", .85f, 5)), // two classes for one object
        Made("d", 3, ("person", .45f, 0)), // only an uncertain detection
        Made("e", 4), // no detection
        Made("f", 5, ("person", .9f, 0)), // another model agrees
        Made("g", 5, ("person", .6f, 4)) with { Model = new ModelReference("other", "1", "detect") },
        Made("h", 6, ("person", .9f, 0)), // another model disagrees
        Made("i", 6, ("cat", .9f, 0)) with { Model = new ModelReference("other", "1", "detect") },
        Classified("j", 7, ("wren", .5f), ("robin", .45f)),
    ];

    [Theory]
    [InlineData("", "jihdcb")]
    [InlineData("reason=low_margin", "jcb")]
    [InlineData("reason=low_margin&margin=0.02", "")]
    [InlineData("reason=low_margin&margin=0.22", "jdcb")]
    [InlineData("reason=below_threshold", "d")]
    [InlineData("reason=below_threshold&threshold=0.6", "jd")]
    [InlineData("reason=below_threshold&threshold=0.1", "")]
    [InlineData("reason=disagreement", "ih")]
    [InlineData("reason=disagreement&threshold=0.95", "")]
    [InlineData("reason=disagreement&reason=below_threshold", "ihd")]
    [InlineData("reason=disagreement&model=other", "i")]
    [InlineData("class=forklift", "c")]
    [InlineData("to=2026-03-14T12:03:00Z", "cb")]
    public async Task Lists_uncertain_predictions_newest_first_across_pages(string query, string expected)
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        await client.DeliverAsync(Delivery.Of(All, Images));

        var whole = await PageAsync(client, query);
        var (paged, token) = ("", "");
        do
        {
            var page = await PageAsync(client, $"{query}&limit=2{token}");
            paged += Names(page);
            token = page.Next is null ? "" : "&page_token=" + page.Next;
            Assert.True(paged.Length <= expected.Length, paged);
        }
        while (token.Length > 0);

        Assert.Equal((expected, expected), (Names(whole), paged));
        Assert.Null(whole.Next);
    }

    [Fact]
    public async Task States_the_reasons_and_omits_reviewed_predictions()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        await client.DeliverAsync(Delivery.Of(All, Images));

        var low = (await PageAsync(client, "margin=0.25")).Items.Single(item => item.Prediction.Filename == "d");
        Assert.Equal(["low_margin", "below_threshold"], low.Reasons);
        await client.ReviewedAsync(All[8].Id, """{"verdict": "wrong"}""");

        Assert.Equal("jhdcb", Names(await PageAsync(client, "")));
    }

    [Fact]
    public async Task Scans_a_limited_number_at_a_time_and_continues_from_there()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        var dull = Enumerable.Range(0, 5100).Select(i => Made("x", 0, ("person", .9f, 0)) with { Id = Guid.CreateVersion7(Samples.Noon.AddHours(1)), CreatedAt = Samples.Noon.AddHours(1) });
        foreach (var batch in dull.Append(All[3]).Chunk(PredictionBatch.MaxPredictions))
        {
            await client.DeliverAsync(Delivery.Of(batch, batch.Contains(All[3]) ? [Images[0], Images[3]] : [Images[0]]));
        }

        var first = await PageAsync(client, "");
        Assert.Empty(first.Items);
        var second = await PageAsync(client, "page_token=" + first.Next);

        Assert.Equal("d", Names(second));
        Assert.Null(second.Next);
    }

    [Theory]
    [InlineData("reason=boredom", "reason")]
    [InlineData("reason=", "reason")]
    [InlineData("reason=low_margin&reason=low_margin&reason=low_margin&reason=low_margin", "reason")]
    [InlineData("margin=2", "margin")]
    [InlineData("threshold=x", "threshold")]
    [InlineData("reviewed=true", "reviewed")]
    [InlineData("limit=0", "limit")]
    [InlineData("page_token=AAAA", "page_token")]
    [InlineData("colour=red&from=yesterday", "colour", "from")]
    public async Task Names_what_is_wrong(string query, params string[] fields)
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();

        using var answer = await client.GetAsync("/v1/review/queue?" + query, TestContext.Current.CancellationToken);

        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Equal(fields, (await answer.ProblemAsync()).ErrorFields().Order());
    }

    private static async Task<ReviewQueuePage> PageAsync(HttpClient client, string query) =>
        (await client.GetFromJsonAsync("/v1/review/queue?" + query, WireJson.Default.ReviewQueuePage, TestContext.Current.CancellationToken))!;

    private static string Names(ReviewQueuePage page) => string.Concat(page.Items.Select(item => item.Prediction.Filename));

    private static Prediction Made(string name, int image, params (string Class, float Confidence, float X)[] seen) =>
        Samples.Of(Images[image], createdAt: Samples.Noon.AddMinutes(name[0] - 'a')) with
        {
            Filename = name,
            Detections = [.. seen.Select(item => new Detection(item.Class, 0, item.Confidence, new Box(item.X, 0, item.X + 100, 100)))],
        };

    private static Prediction Classified(string name, int image, params (string Class, float Confidence)[] seen) => Made(name, image) with
    {
        Model = new ModelReference("birds", "1", ModelReference.Classify),
        Classifications = [.. seen.Select(item => new ClassScore(item.Class, 0, item.Confidence))],
    };
}
