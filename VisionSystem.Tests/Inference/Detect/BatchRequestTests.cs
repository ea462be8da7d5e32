using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using VisionSystem.Tests.Inference.Requests;
using VisionSystem.Tests.Logging;

namespace VisionSystem.Tests.Inference.Detect;

/// <summary>Tests requests with several images and <c>batch=true</c>.</summary>
[Collection(nameof(SmallLimits))]
public sealed class BatchRequestTests(SmallLimitsService service)
{
    private static readonly byte[] Shelf = BodyPosts.Sample("shelf.jpg");
    private static readonly byte[] Markers = BodyPosts.Sample("markers.jpg");
    private static readonly byte[] NoImage = "this is no photo"u8.ToArray();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Results_are_in_order_and_a_bad_image_fails_alone()
    {
        using var alone = await service.Client.SendAsync(Markers);
        using var form = BodyPosts.Files(Shelf, NoImage, Markers, Shelf[..(Shelf.Length / 2)]);
        using var answer = await service.Client.PostContentAsync(form, "?batch=true");

        Assert.False(answer.Headers.Contains("X-Cache"));
        var results = await ResultsAsync(answer, 4);
        AssertAnswers(results[0], Shelf);
        AssertFails(results[1], 1, 415, "not-an-image");
        AssertAnswers(results[2], Markers);
        AssertFails(results[3], 3, 422, "image-corrupt");
        Assert.Equal(ExpectedBox.Detections(await alone.Content.ReadFromJsonAsync<JsonElement>(Token)), ExpectedBox.Detections(results[2]));
        foreach (var (index, image) in new[] { (0, Shelf), (2, Markers) })
        {
            var kept = await service.Client.PredictionAsync(results[index].GetProperty("id").GetGuid());
            Assert.Equal(($"photo-{index}.jpg", Convert.ToHexStringLower(SHA256.HashData(image))), (kept.Filename, kept.Image.Sha256));
        }
    }

    [Fact]
    public async Task Takes_several_images_as_JSON_with_a_bad_one_among_them()
    {
        var json = $$"""{"batch": true, "image": ["{{Convert.ToBase64String(Shelf)}}", "no base64!", 7, "", "data:image/jpeg;base64,{{Convert.ToBase64String(Markers)}}"]}""";
        using var tooMany = await service.Client.PostTextAsync(json);
        using var answer = await service.Client.PostTextAsync(json.Replace(", 7", "", StringComparison.Ordinal));
        using var typed = await service.Client.PostTextAsync("""{"batch": true, "image": [7, null, {"type": "base64"}]}""");

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "too-many-images"), (tooMany.StatusCode, (await tooMany.ProblemAsync()).Slug()));
        var results = await ResultsAsync(answer, 4);
        AssertAnswers(results[0], Shelf);
        AssertFails(results[1], 1, 400, "malformed-body");
        AssertFails(results[2], 2, 400, "empty-body");
        AssertAnswers(results[3], Markers);
        Assert.All((await ResultsAsync(typed, 3)).Index(), result => AssertFails(result.Item, result.Index, 400, "malformed-body"));
    }

    [Fact]
    public async Task Takes_several_images_in_a_urlencoded_form()
    {
        var form = $"image={Uri.EscapeDataString(Convert.ToBase64String(Shelf))}&batch=true&image={Uri.EscapeDataString(Convert.ToBase64String(Markers))}";
        using var answer = await service.Client.PostTextAsync(form, "application/x-www-form-urlencoded");

        var results = await ResultsAsync(answer, 2);
        AssertAnswers(results[0], Shelf);
        AssertAnswers(results[1], Markers);
    }

    [Fact]
    public async Task The_batch_parameter_may_follow_the_images_in_the_form()
    {
        using var form = BodyPosts.Files(Shelf, Markers);
        form.Add(new StringContent("true"), "batch");
        using var answer = await service.Client.PostContentAsync(form);
        AssertAnswers((await ResultsAsync(answer, 2))[1], Markers);
    }

    [Fact]
    public async Task A_batch_may_be_of_one_image()
    {
        using var file = await service.Client.SendAsync(Shelf, "?batch=true");
        using var json = await service.Client.PostTextAsync($$"""{"batch": true, "image": "{{Convert.ToBase64String(Shelf)}}"}""");
        using var list = await service.Client.PostTextAsync($$"""{"image": ["{{Convert.ToBase64String(Shelf)}}"]}""");

        AssertAnswers((await ResultsAsync(file, 1))[0], Shelf);
        AssertAnswers((await ResultsAsync(json, 1))[0], Shelf);
        Assert.Equal("several-images", (await list.ProblemAsync()).Slug());
    }

    [Theory]
    [InlineData("?batch=true&format=image", "format")]
    [InlineData("?batch=2", "batch")]
    [InlineData("?batch=true&confidence=2", "confidence")]
    public async Task Parameters_are_checked_once_for_all(string query, string name)
    {
        using var form = BodyPosts.Files(Shelf, Markers);
        using var answer = await service.Client.PostContentAsync(form, query);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal([name], (await answer.ProblemAsync()).ErrorFields());
    }

    [Fact]
    public async Task A_missing_model_fails_the_complete_batch()
    {
        using var form = BodyPosts.Files(Shelf, Markers);
        using var answer = await service.Client.PostContentAsync(form, "?batch=true&model=unicorn");
        Assert.Equal((HttpStatusCode.NotFound, "model-not-found"), (answer.StatusCode, (await answer.ProblemAsync()).Slug()));
    }

    [Fact]
    public async Task More_images_than_allowed_are_refused()
    {
        using var form = BodyPosts.Files(Enumerable.Repeat(Shelf, SmallLimitsService.Images + 1));
        using var answer = await service.Client.PostContentAsync(form, "?batch=true");
        var problem = await answer.ProblemAsync();
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "too-many-images"), (answer.StatusCode, problem.Slug()));
        Assert.Contains("CV_MAX_IMAGES_PER_REQUEST", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_image_and_the_complete_batch_have_a_size_limit()
    {
        var large = new byte[(SmallLimitsService.FileMb << 20) + 1];
        using var one = BodyPosts.Files(large, Shelf);
        using var mixed = await service.Client.PostContentAsync(one, "?batch=true");
        using var chunked = await service.Client.PostContentAsync(Chunked(BodyPosts.Files(Enumerable.Repeat(large[..^1], 3))), "?batch=true");
        using var announced = await service.Client.PostContentAsync(BodyPosts.Files(Enumerable.Repeat(large[..^1], 4)), "?batch=true");

        var results = await ResultsAsync(mixed, 2);
        AssertFails(results[0], 0, 413, "body-too-large");
        AssertAnswers(results[1], Shelf);
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "body-too-large"), (chunked.StatusCode, (await chunked.ProblemAsync()).Slug()));
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "body-too-large"), (announced.StatusCode, (await announced.ProblemAsync()).Slug()));
    }

    [Fact]
    public async Task An_idempotency_key_repeats_the_complete_response()
    {
        using var first = await service.Client.PostContentAsync(BodyPosts.Files(Shelf, NoImage), "?batch=true", "batch");
        using var second = await service.Client.PostContentAsync(BodyPosts.Files(Shelf, NoImage), "?batch=true", "batch");
        using var swapped = await service.Client.PostContentAsync(BodyPosts.Files(NoImage, Shelf), "?batch=true", "batch");
        using var failed = await service.Client.PostContentAsync(BodyPosts.Files(NoImage, NoImage), "?batch=true", "all-bad");
        using var mended = await service.Client.PostContentAsync(BodyPosts.Files(Shelf, Markers), "?batch=true", "all-bad");

        Assert.Equal(await first.Content.ReadAsStringAsync(Token), await second.Content.ReadAsStringAsync(Token));
        Assert.Equal(["true"], second.Headers.GetValues("Idempotency-Replayed"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, swapped.StatusCode);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (failed.StatusCode, mended.StatusCode));
        AssertAnswers((await ResultsAsync(mended, 2))[0], Shelf);
    }

    private static async Task<JsonElement[]> ResultsAsync(HttpResponseMessage answer, int count)
    {
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Token));
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal(count, body.GetProperty("count").GetInt32());
        var results = body.GetProperty("results").EnumerateArray().ToArray();
        Assert.Equal(count, results.Length);
        return results;
    }

    private static void AssertAnswers(JsonElement result, byte[] sent)
    {
        Assert.True(result.TryGetProperty("image", out var image), result.ToString());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(sent)), image.GetProperty("sha256").GetString());
        Assert.True(result.GetProperty("recorded").GetBoolean());
        Assert.NotEmpty(ExpectedBox.Detections(result));
    }

    private static void AssertFails(JsonElement result, int index, int status, string slug)
    {
        Assert.Equal(["error"], result.EnumerateObject().Select(member => member.Name));
        var error = result.GetProperty("error");
        Assert.Equal((index, status, slug), (error.GetProperty("index").GetInt32(), error.GetProperty("status").GetInt32(), error.Slug()));
        Assert.Matches("^[0-9a-f]{32}$", error.GetProperty("trace_id").GetString());
        Assert.NotEmpty(error.GetProperty("detail").GetString()!);
    }

    private static StreamContent Chunked(MultipartFormDataContent form)
    {
        var content = new StreamContent(new BadInputTests.UnknownLength(form.ReadAsByteArrayAsync(Token).GetAwaiter().GetResult()));
        content.Headers.ContentType = form.Headers.ContentType;
        return content;
    }
}
