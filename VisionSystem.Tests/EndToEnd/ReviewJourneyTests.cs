using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using VisionSystem.Contracts;
using VisionSystem.Tests.Logging.Exports;
using VisionSystem.Tests.Vision.Imaging;

namespace VisionSystem.Tests.EndToEnd;

[Collection(nameof(SharedApp))]
public sealed class ReviewJourneyTests(VisionAppFixture fixture)
{
    [Fact]
    public async Task A_prediction_is_reviewed_and_exported_through_the_public_api()
    {
        using var client = fixture.Vision.Client(VisionApp.Inference);
        var answer = await client.DetectAsync(TinyBmp.Noise(20_050));
        var (id, sha256) = (answer.GetProperty("id").GetGuid(), answer.GetProperty("image").GetProperty("sha256").GetString());

        var review = await client.ReviewedAsync(id, """{"verdict": "wrong", "missed": [{"class": "pallet", "box": {"x1": 0, "y1": 0, "x2": 10, "y2": 10}}], "reviewer": "Ann"}""");

        var history = await client.GetFromJsonAsync($"/v1/predictions/{id}/review", WireJson.Default.ReviewHistory, TestContext.Current.CancellationToken);
        Assert.Equal(review.Id, Assert.Single(history!.Items).Id);
        using var export = await client.GetAsync(new Uri($"/v1/predictions/export?format=label-studio&image={sha256}", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Contains("attachment; filename=predictions-", export.Content.Headers.ContentDisposition!.ToString(), StringComparison.Ordinal);
        var task = JsonDocument.Parse(await export.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement[0];
        Assert.Contains("pallet", task.GetProperty("annotations")[0].GetRawText(), StringComparison.Ordinal);

        // The caller can reach the address in the task.
        using var image = await client.GetAsync(new Uri(task.GetProperty("data").GetProperty("image").GetString()!), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, image.StatusCode);
    }

    [Fact]
    public async Task A_bad_review_returns_the_problem_of_logging_service()
    {
        using var client = fixture.Vision.Client(VisionApp.Inference);
        var id = (await client.DetectAsync(TinyBmp.Noise(20_051))).GetProperty("id").GetGuid();

        using var answer = await client.ReviewAsync(id, """{"verdict": "maybe"}""");
        using var queue = await client.GetAsync(new Uri("/v1/review/queue?reason=boredom", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (answer.StatusCode, queue.StatusCode));
        Assert.Contains("\"verdict\"", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
