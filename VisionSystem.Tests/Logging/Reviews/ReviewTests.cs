using System.Net.Http.Json;
using System.Text;
using VisionSystem.Contracts;
using VisionSystem.Tests.Logging.Exports;
using VisionSystem.Tests.Logging.Persistence;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Logging.Reviews;

public sealed class SqliteReviewTests() : ReviewTests(null);

[Collection(SharedPostgres.Name)]
public sealed class PostgresReviewTests(PostgresServer server) : ReviewTests(server);

public abstract class ReviewTests(PostgresServer? postgres) : StoreTests(postgres)
{
    private static readonly byte[] Image = Samples.Image(1);

    [Fact]
    public async Task Keeps_every_review_and_shows_the_newest_with_the_prediction()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        var prediction = Samples.Of(Image);
        await client.DeliverAsync(Delivery.Of([prediction], Image));

        var first = await client.ReviewedAsync(prediction.Id, """{"verdict": "correct", "reviewer": "Ann"}""");
        var second = await client.ReviewedAsync(prediction.Id, """
            {"verdict": "wrong", "reviewer": "Bob \"é\" 'x'", "note": "two\nlines", "boxes": [{"class": "pallet", "box": {"x1": 1.5, "y1": 2, "x2": 30, "y2": 40}}], "missed": [{"class": "qr", "box": {"x1": 0, "y1": 0, "x2": 640, "y2": 480}}]}
            """);

        Assert.Equal(("Bob \"é\" 'x'", "two\nlines", new ReviewedBox("pallet", new Box(1.5f, 2, 30, 40)), new ReviewedBox("qr", new Box(0, 0, 640, 480))), (second.Reviewer, second.Note, second.Boxes![0], second.Missed![0]));
        Assert.Equivalent(prediction with { Review = second }, await client.PredictionAsync(prediction.Id), strict: true);
        Assert.Equivalent(second, Assert.Single((await client.PageAsync("?reviewed=true")).Items).Review, strict: true);
        Assert.Empty((await client.PageAsync("?reviewed=false")).Items);
        var history = await client.GetFromJsonAsync($"/v1/predictions/{prediction.Id}/review", WireJson.Default.ReviewHistory, TestContext.Current.CancellationToken);
        Assert.Equivalent(new[] { second, first }, history!.Items, strict: true);
    }

    [Fact]
    public async Task The_same_review_again_changes_nothing()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        var prediction = Samples.Of(Image);
        await client.DeliverAsync(Delivery.Of([prediction], Image));

        var first = await client.ReviewedAsync(prediction.Id, """{"verdict": "wrong", "boxes": []}""");
        Assert.Equivalent(first, await client.ReviewedAsync(prediction.Id, """{"boxes": [], "verdict": "wrong"}"""), strict: true);
        await client.ReviewedAsync(prediction.Id, """{"verdict": "correct"}""");
        await client.ReviewedAsync(prediction.Id, """{"verdict": "wrong", "boxes": []}""");

        Assert.Equal(["wrong", "correct", "wrong"], (await HistoryAsync(client, prediction.Id)).Select(review => review.Verdict));
    }

    [Fact]
    public async Task No_concurrent_review_is_lost()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        var prediction = Samples.Of(Image);
        await client.DeliverAsync(Delivery.Of([prediction], Image));

        var reviews = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => client.ReviewedAsync(prediction.Id, $$"""{"verdict": "correct", "note": "{{i}}"}""")));

        var history = await HistoryAsync(client, prediction.Id);
        Assert.Equal(reviews.Select(review => review.Id).Order(), history.Select(review => review.Id).Order());
        Assert.Equal(history[0].Id, (await client.PredictionAsync(prediction.Id)).Review!.Id);
    }

    [Fact]
    public async Task A_review_is_deleted_with_its_prediction_and_survives_a_repeated_delivery()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        var prediction = Samples.Of(Image);
        await client.DeliverAsync(Delivery.Of([prediction], Image));
        var review = await client.ReviewedAsync(prediction.Id, """{"verdict": "correct"}""");

        await client.DeliverAsync(Delivery.Of([prediction with { Review = review with { Verdict = "wrong" } }], Image));
        Assert.Equal("correct", (await client.PredictionAsync(prediction.Id)).Review!.Verdict);

        using var removed = await client.DeleteAsync($"/v1/predictions/{prediction.Id}", TestContext.Current.CancellationToken);
        Assert.Equal(204, (int)removed.StatusCode);
        await client.DeliverAsync(Delivery.Of([prediction with { Review = review }], Image));
        Assert.Null((await client.PredictionAsync(prediction.Id)).Review);
        Assert.Empty(await HistoryAsync(client, prediction.Id));
    }

    [Theory]
    [InlineData("", "body")]
    [InlineData("null", "body")]
    [InlineData("[]", "body")]
    [InlineData("{", "body")]
    [InlineData("{}", "verdict")]
    [InlineData("""{"verdict": "maybe"}""", "verdict")]
    [InlineData("""{"verdict": 1}""", "verdict")]
    [InlineData("""{"verdict": "correct", "verdict": "wrong"}""", "verdict")]
    [InlineData("""{"verdict": "correct", "boxes": []}""", "boxes")]
    [InlineData("""{"verdict": "wrong", "box": []}""", "box")]
    [InlineData("""{"verdict": "wrong", "boxes": {}}""", "boxes")]
    [InlineData("""{"verdict": "wrong", "boxes": [null]}""", "boxes[0].box", "boxes[0].class")]
    [InlineData("""{"verdict": "wrong", "boxes": [{"class": "", "box": {"x1": 0, "y1": 0, "x2": 1, "y2": 1}}]}""", "boxes[0].class")]
    [InlineData("""{"verdict": "wrong", "boxes": [{"class": "a", "box": {"x1": 0, "y1": 0, "x2": 641, "y2": 1}}]}""", "boxes[0].box")]
    [InlineData("""{"verdict": "wrong", "missed": [{"class": "a", "box": {"x1": 5, "y1": 0, "x2": 5, "y2": 1}}]}""", "missed[0].box")]
    [InlineData("""{"verdict": "wrong", "missed": [{"class": "a", "box": {"x1": "NaN", "y1": 0, "x2": 5, "y2": 1}}]}""", "missed[0].box.x1")]
    [InlineData("""{"verdict": "wrong", "missed": [{"class": "a\u0000", "box": {"x1": 0, "y1": 0, "x2": 5, "y2": 1}}]}""", "missed[0].class")]
    [InlineData("""{"verdict": "correct", "reviewer": ""}""", "reviewer")]
    [InlineData("""{"verdict": "correct", "note": "\u0000"}""", "note")]
    public async Task Names_the_invalid_fields_and_stores_nothing(string body, params string[] fields)
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        var prediction = Samples.Of(Image);
        await client.DeliverAsync(Delivery.Of([prediction], Image));

        using var answer = await client.ReviewAsync(prediction.Id, body);

        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Equal(fields, (await answer.ProblemAsync()).ErrorFields().Order());
        Assert.Empty(await HistoryAsync(client, prediction.Id));
    }

    [Fact]
    public async Task Refuses_a_box_that_lacks_an_edge_and_more_boxes_than_anyone_draws_and_boxes_of_a_classification()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        var classified = Samples.Of(Image) with { Model = new ModelReference("birds", "1", ModelReference.Classify), Detections = [], Classifications = [new ClassScore("wren", 1, .5f)] };
        var detected = Samples.Of(Image);
        await client.DeliverAsync(Delivery.Of([classified, detected], Image));
        const string Box = """{"class": "a", "box": {"x1": 0, "y1": 0, "x2": 5, "y2": 1}}""";

        async Task RefusedAsync(Guid id, string boxes, string field)
        {
            using var answer = await client.ReviewAsync(id, $$"""{"verdict": "wrong", "boxes": [{{boxes}}]}""");
            Assert.Equal(400, (int)answer.StatusCode);
            Assert.StartsWith(field, Assert.Single((await answer.ProblemAsync()).ErrorFields()));
        }

        await RefusedAsync(detected.Id, """{"class": "a", "box": {"x2": 5, "y2": 1}}""", "boxes[0].box");
        await RefusedAsync(detected.Id, """{"box": {"x1": 0, "y1": 0, "x2": 5, "y2": 1}}""", "boxes[0]");
        await RefusedAsync(detected.Id, string.Join(',', Enumerable.Repeat(Box, 1001)), "boxes");
        await RefusedAsync(classified.Id, Box, "boxes");
        await client.ReviewedAsync(classified.Id, """{"verdict": "wrong", "note": "a robin"}""");
    }

    [Theory]
    [InlineData("0190aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee")]
    [InlineData("nonsense")]
    [InlineData("'; DROP TABLE object_detections--")]
    public async Task Returns_404_for_an_unknown_prediction(string id)
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        await client.DeliverAsync(Delivery.Of([Samples.Of(Image)], Image));

        foreach (var method in new[] { HttpMethod.Put, HttpMethod.Get })
        {
            using var request = new HttpRequestMessage(method, $"/v1/predictions/{Uri.EscapeDataString(id)}/review");
            request.Content = method == HttpMethod.Put ? new StringContent("""{"verdict": "correct"}""", Encoding.UTF8, "application/json") : null;
            using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(404, (int)answer.StatusCode);
            Assert.Equal("not-found", (await answer.ProblemAsync()).Slug());
        }
    }

    [Fact]
    public async Task Accepts_json_only()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        var prediction = Samples.Of(Image);
        await client.DeliverAsync(Delivery.Of([prediction], Image));

        using var answer = await client.PutAsync($"/v1/predictions/{prediction.Id}/review", new StringContent("verdict=correct", Encoding.UTF8, "application/x-www-form-urlencoded"), TestContext.Current.CancellationToken);

        Assert.Equal(415, (int)answer.StatusCode);
    }

    private static async Task<IReadOnlyList<Review>> HistoryAsync(HttpClient client, Guid id) =>
        (await client.GetFromJsonAsync($"/v1/predictions/{id}/review", WireJson.Default.ReviewHistory, TestContext.Current.CancellationToken))!.Items;
}
