using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using VisionSystem.Tests.Inference.Detect;
using VisionSystem.Tests.Logging;

namespace VisionSystem.Tests.Inference.Requests;

/// <summary>Tests the forms of a request other than a file: JSON, base64 fields, data URLs.</summary>
[Collection(nameof(SmallLimits))]
public sealed class RequestBodyTests(SmallLimitsService service)
{
    private const string Form = "application/x-www-form-urlencoded";
    private static readonly byte[] Sample = BodyPosts.Sample("shelf.jpg");
    private static readonly string Text = Convert.ToBase64String(Sample);
    private static readonly string Lines = Convert.ToBase64String(Sample, Base64FormattingOptions.InsertLineBreaks);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Forms => [.. Bodies.Keys];

    private static Dictionary<string, Func<HttpContent>> Bodies { get; } = new()
    {
        ["JSON"] = () => Typed($$"""{"image": "{{Text}}"}""", "application/json"),
        ["JSON with a charset"] = () => Typed($$"""{"image": "{{Text}}"}""", "application/json; charset=utf-8"),
        ["JSON of a vendor"] = () => Typed($$"""{"image": "{{Text}}"}""", "application/vnd.example+json"),
        ["JSON with a byte-order mark"] = () => Typed($$"""{{'\uFEFF'}} {"image": "{{Text}}"}""", "application/json"),
        ["JSON without a type"] = () => Typed($$"""{"image": "{{Text}}"}""", null),
        ["JSON as curl -d sends it"] = () => Typed($$"""{"image": "{{Text}}"}""", Form),
        ["JSON with a data URL"] = () => Typed($$"""{"image": "data:image/jpeg;base64,{{Text}}"}""", "application/json"),
        ["JSON with base64url"] = () => Typed($$"""{"image": "{{Text.TrimEnd('=').Replace('+', '-').Replace('/', '_')}}"}""", "application/json"),
        ["JSON with escaped slashes"] = () => Typed($$"""{"image": "{{Text.Replace("/", "\\/", StringComparison.Ordinal)}}"}""", "application/json"),
        ["JSON as .NET writes it"] = () => Typed(JsonSerializer.Serialize(new { image = Text }), "application/json"),
        ["JSON with lines"] = () => Typed(JsonSerializer.Serialize(new { image = Lines }), "application/json"),
        ["JSON in chunks"] = () => new StreamContent(new BadInputTests.UnknownLength(Encoding.UTF8.GetBytes($$"""{"image": "{{Text}}"}"""))),
        ["part of base64"] = () => new MultipartFormDataContent { { new StringContent(Text), "image" } },
        ["part with a data URL"] = () => new MultipartFormDataContent { { new StringContent("data:image/jpeg;base64," + Text), "image" } },
        ["part with lines"] = () => new MultipartFormDataContent { { new StringContent(Lines), "image" } },
        ["part of bytes without a file name"] = () => new MultipartFormDataContent { { new ByteArrayContent(Sample), "image" } },
        ["file in base64"] = () => new MultipartFormDataContent { { Encoded(Text), "image", "photo.jpg" } },
        ["form"] = () => Typed("confidence=0.25&image=" + Uri.EscapeDataString(Text), Form),
        ["form with bare signs"] = () => Typed("image=" + Text, Form),
        ["form with a data URL"] = () => Typed("image=" + Uri.EscapeDataString("data:image/jpeg;base64," + Text), Form),
        ["file as curl --data-binary sends it"] = () => Typed(Sample, Form),
        ["file under a wrong type"] = () => Typed(Sample, "application/json"),
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Every_form_of_an_image_gives_the_result_of_a_file(string what)
    {
        using var file = await service.Client.SendAsync(Sample);
        using var body = Bodies[what]();
        using var answer = await service.Client.PostContentAsync(body);

        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Token));
        var (expected, found) = (await JsonAsync(file), await JsonAsync(answer));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Sample)), found.GetProperty("image").GetProperty("sha256").GetString());
        Assert.Equal(ExpectedBox.Detections(expected), ExpectedBox.Detections(found));
        var kept = await service.Client.PredictionAsync(found.GetProperty("id").GetGuid());
        Assert.Equal(Sample, await service.Client.GetByteArrayAsync(new Uri("/v1/images/" + kept.Image.Sha256, UriKind.Relative), Token));
    }

    [Fact]
    public async Task Takes_parameters_from_the_fields_of_JSON()
    {
        var json = $$"""
            {
              "confidence": 0.01, "max_detections": 2, "classes": ["BARCODE", 0], "source": "dock", "batch": false, "model": null,
              "image": "{{Text}}", "metadata": {"camera": "dock-3", "shift": 2}
            }
            """;
        using var answer = await service.Client.PostTextAsync(json);

        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Token));
        var found = await JsonAsync(answer);
        Assert.Equal(2, ExpectedBox.Detections(found).Count);
        var kept = await service.Client.PredictionAsync(found.GetProperty("id").GetGuid());
        Assert.Equal(("dock", "dock-3", "2"), (kept.Source, kept.Metadata?["camera"], kept.Metadata?["shift"]));
        Assert.Equal((0.01f, 2), (kept.Parameters!.Confidence, kept.Parameters.MaxDetections));
    }

    [Fact]
    public async Task The_query_wins_over_the_body()
    {
        using var answer = await service.Client.PostTextAsync($$"""{"confidence": 7, "image": "{{Text}}"}""", query: "?confidence=0.3");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("""{"image": "IMAGE", "confidance": 0.5}""", "confidance")]
    [InlineData("""{"image": "IMAGE", "options": {"a": [1]}}""", "options")]
    [InlineData("""{"image": "IMAGE", "confidence": [0.5], "source": {"a": 1}, "max_detections": true}""", "confidence,source")]
    [InlineData("""{"image": "IMAGE", "max_detections": 2.5}""", "max_detections")]
    [InlineData("""{"image": "IMAGE", "classes": ["a,b"]}""", "classes")]
    [InlineData("""{"image": "IMAGE", "classes": [{"name": "barcode"}, null]}""", "classes")]
    [InlineData("""{"image": "IMAGE", "metadata": ["dock"]}""", "metadata")]
    [InlineData("""{"image": "IMAGE", "metadata": {"camera": {"id": 1}}}""", "metadata")]
    [InlineData("""{"image": "IMAGE", "metadata": {"camera": "a", "camera": "b"}}""", "metadata")]
    public async Task Fields_that_cannot_be_used_are_named(string json, string names)
    {
        using var answer = await service.Client.PostTextAsync(json.Replace("IMAGE", Text, StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var problem = await answer.ProblemAsync();
        Assert.Equal("invalid-parameters", problem.Slug());
        Assert.Equal(names.Split(','), problem.ErrorFields().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("file")]
    [InlineData("Image")]
    [InlineData("images")]
    [InlineData("image[]")]
    public async Task Parts_of_another_name_are_listed_with_the_name_to_use(string name)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Sample), name, "photo.jpg" }, { new StringContent("0.5"), "confidence" } };
        using var answer = await service.Client.PostContentAsync(form);

        var problem = await answer.ProblemAsync();
        Assert.Equal((HttpStatusCode.BadRequest, "image-missing"), (answer.StatusCode, problem.Slug()));
        var detail = problem.GetProperty("detail").GetString();
        Assert.Contains($"'{name}'", detail, StringComparison.Ordinal);
        Assert.Contains("name the part 'image'", detail, StringComparison.Ordinal);
        Assert.Contains("'confidence'", detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_image_is_refused()
    {
        using var form = BodyPosts.Files(Sample, BodyPosts.Sample("markers.jpg"));
        using var answer = await service.Client.PostContentAsync(form);

        var problem = await answer.ProblemAsync();
        Assert.Equal((HttpStatusCode.BadRequest, "several-images"), (answer.StatusCode, problem.Slug()));
        Assert.Contains("2 images", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains("batch=true", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, "image-missing", """{"confidence": 0.5}""")]
    [InlineData(400, "image-missing", """{"image": null}""")]
    [InlineData(400, "image-missing", """{"image": [], "batch": true}""")]
    [InlineData(400, "empty-body", """{"image": ""}""")]
    [InlineData(400, "empty-body", "")]
    [InlineData(400, "malformed-body", """["image"]""")]
    [InlineData(400, "malformed-body", """{"image": """)]
    [InlineData(400, "malformed-body", """{"image": "aGk="} {}""")]
    [InlineData(415, "not-an-image", """{"image": "dGhpcyBpcyBubyBwaG90bw=="}""")]
    public async Task The_problem_lists_every_way_to_send_an_image(int status, string slug, string body)
    {
        using var answer = await service.Client.PostTextAsync(body);

        var problem = await answer.ProblemAsync();
        Assert.Equal((status, slug), ((int)answer.StatusCode, problem.Slug()));
        Assert.All(
            ["multipart part 'image'", "the body itself", "urlencoded field 'image'", "data URL", "JSON"],
            way => Assert.Contains(way, problem.GetProperty("detail").GetString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_limit_holds_for_the_decoded_image()
    {
        // The text exceeds the limit, the decoded bytes do not; then the same with one more byte.
        byte[] largest = [.. Sample, .. new byte[(SmallLimitsService.FileMb << 20) - Sample.Length]];
        using var fits = await service.Client.PostTextAsync($$"""{"image": "{{Convert.ToBase64String(largest)}}"}""");
        using var above = await service.Client.PostTextAsync($$"""{"image": "{{Convert.ToBase64String([.. largest, 0])}}"}""");
        using var part = new MultipartFormDataContent { { new StringContent(Convert.ToBase64String([.. largest, 0])), "image" } };
        using var abovePart = await service.Client.PostContentAsync(part);

        Assert.True(fits.IsSuccessStatusCode, await fits.Content.ReadAsStringAsync(Token));
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "body-too-large"), (above.StatusCode, (await above.ProblemAsync()).Slug()));
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "body-too-large"), (abovePart.StatusCode, (await abovePart.ProblemAsync()).Slug()));
    }

    [Fact]
    public async Task A_key_stands_for_the_image_and_the_parameters_in_every_form()
    {
        using var file = await service.Client.PostContentAsync(BodyPosts.Files(Sample), "?confidence=0.3", "forms");
        using var json = await service.Client.PostTextAsync($$"""{"image": "{{Text}}", "confidence": 0.3}""", key: "forms");
        using var form = await service.Client.PostTextAsync("confidence=0.3&image=" + Uri.EscapeDataString(Text), Form, key: "forms");
        using var otherImage = await service.Client.PostTextAsync($$"""{"image": "{{Convert.ToBase64String(BodyPosts.Sample("markers.jpg"))}}", "confidence": 0.3}""", key: "forms");
        using var otherParameter = await service.Client.PostTextAsync($$"""{"image": "{{Text}}", "confidence": 0.4}""", key: "forms");

        var first = await file.Content.ReadAsStringAsync(Token);
        Assert.Equal(HttpStatusCode.OK, file.StatusCode);
        Assert.Equal(first, await json.Content.ReadAsStringAsync(Token));
        Assert.Equal(first, await form.Content.ReadAsStringAsync(Token));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, otherImage.StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, otherParameter.StatusCode);
    }

    [Fact]
    public async Task The_document_describes_every_form()
    {
        var document = await service.Client.GetFromJsonAsync<JsonElement>("/openapi/v1.json", Token);
        var content = document.GetProperty("paths").GetProperty("/v1/detect").GetProperty("post").GetProperty("requestBody").GetProperty("content");

        Assert.Equal(
            ["application/json", "application/x-www-form-urlencoded", "image/*", "multipart/form-data"],
            content.EnumerateObject().Select(type => type.Name).Order(StringComparer.Ordinal));
        var fields = content.GetProperty("application/json").GetProperty("schema").GetProperty("properties");
        Assert.All(["image", "confidence", "classes", "metadata", "batch"], name => Assert.True(fields.TryGetProperty(name, out _), name));
        var answer = document.GetProperty("paths").GetProperty("/v1/detect").GetProperty("post").GetProperty("responses").GetProperty("200");
        Assert.Contains("\"results\"", answer.GetProperty("content").GetProperty("application/json").ToString(), StringComparison.Ordinal);
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer) => await answer.Content.ReadFromJsonAsync<JsonElement>(Token);

    private static ByteArrayContent Typed(string text, string? type) => Typed(Encoding.UTF8.GetBytes(text), type);

    private static ByteArrayContent Typed(byte[] bytes, string? type)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return content;
    }

    private static StringContent Encoded(string text)
    {
        var content = new StringContent(text);
        content.Headers.TryAddWithoutValidation("Content-Transfer-Encoding", "base64");
        return content;
    }
}
