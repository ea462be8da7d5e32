using System.Globalization;
using System.Net;
using VisionSystem.Tests.Inference.Detect;
using VisionSystem.Tests.Logging;
using VisionSystem.Tests.Vision.Imaging;

namespace VisionSystem.Tests.Inference.Requests;

public sealed class BadInputTests(DetectApiTests.Service service) : IClassFixture<DetectApiTests.Service>
{
    private const string Form = "application/x-www-form-urlencoded";
    private static readonly byte[] Sample = File.ReadAllBytes(Directory.GetFiles(InferenceApplication.Samples, "*.jpg").Order(StringComparer.Ordinal).First());

    public static TheoryData<string, int, string> Cases => new()
    {
        { "empty body", 400, "empty-body" },
        { "chunked empty body", 400, "empty-body" },
        { "no image part", 400, "image-missing" },
        { "empty image part", 400, "empty-body" },
        { "no boundary", 400, "malformed-body" },
        { "endless boundary", 400, "malformed-body" },
        { "33 parts", 400, "malformed-body" },
        { "huge text part", 400, "malformed-body" },
        { "second image part", 400, "several-images" },
        { "image part of another name", 400, "image-missing" },
        { "file beside the image", 400, "malformed-body" },
        { "17 image parts", 413, "too-many-images" },
        { "part of bad base64", 400, "malformed-body" },
        { "form without image", 400, "image-missing" },
        { "form of bad base64", 400, "malformed-body" },
        { "form of 33 fields", 400, "malformed-body" },
        { "form with a huge field", 400, "malformed-body" },
        { "batch as a picture", 400, "invalid-parameters" },
        { "JSON with a million images", 413, "too-many-images" },
        { "base64 of 100 MB", 413, "body-too-large" },
        { "cut multipart", 400, "malformed-body" },
        { "text", 415, "not-an-image" },
        { "truncated", 422, "image-corrupt" },
        { "PNG declared huge", 413, "too-many-pixels" },
        { "BMP declared huge", 413, "too-many-pixels" },
        { "over the file size", 413, "body-too-large" },
        { "unknown model", 404, "model-not-found" },
        { "bad parameters", 400, "invalid-parameters" },
        { "unknown class", 400, "invalid-parameters" },
        { "unknown id", 404, "not-found" },
        { "id that is none", 404, "not-found" },
        { "unknown image", 404, "not-found" },
        { "bad page token", 400, "invalid-parameters" },
        { "no such route", 404, "not-found" },
        { "wrong method", 405, "method-not-allowed" },
    };

    /// <summary>JSON bodies with the problems that they cause.</summary>
    public static TheoryData<string, string> Json => new()
    {
        { "{", "malformed-body" },
        { "{}", "image-missing" },
        { "{\"image\"}", "malformed-body" },
        { "{\"image\": \"AAAA\"", "malformed-body" },
        { "{\"image\": \"AAAA\"} more", "malformed-body" },
        { "{\"image\": \"AAAA\",}", "malformed-body" },
        { "// {}", "malformed-body" },
        { "\"AAAA\"", "malformed-body" },
        { "[]", "malformed-body" },
        { "{\"Image\": \"AAAA\"}", "image-missing" },
        { "{\"image\": \"\"}", "empty-body" },
        { "{\"image\": \"no base64!\"}", "malformed-body" },
        { "{\"image\": \"AAAAA\"}", "malformed-body" },
        { "{\"image\": \"data:text/plain;base64,AAAA\"}", "malformed-body" },
        { "{\"image\": \"data:image/png,AAAA\"}", "malformed-body" },
        { "{\"image\": \"https://example.com/a.jpg\"}", "malformed-body" },
        { "{\"image\": \"AAAA\\ud800\"}", "malformed-body" },
        { "{\"image\": 7}", "malformed-body" },
        { "{\"image\": true}", "malformed-body" },
        { "{\"image\": {\"type\": \"base64\", \"value\": \"AAAA\"}}", "malformed-body" },
        { "{\"image\": [\"AAAA\", \"AAAA\"]}", "several-images" },
        { "{\"image\": \"AAAA\", \"image\": \"AAAA\"}", "malformed-body" },
        { "{\"image\": \"AAAA\", \"confidence\": 0.5, \"confidence\": 0.6}", "malformed-body" },
        { "{\"image\": \"AAAA\", \"confidence\": \"high\"}", "invalid-parameters" },
        { "{\"image\": \"AAAA\", \"source\": \"\\ud800\"}", "malformed-body" },
        { "{\"image\": \"AAAA\", \"source\": \"" + new string('x', 10_000) + "\"}", "malformed-body" },
        { "{\"image\": \"AAAA\", \"" + new string('x', 10_000) + "\": 1}", "malformed-body" },
        { "{\"image\": \"AAAA\", \"metadata\": " + string.Concat(Enumerable.Repeat("{\"a\":", 200)) + "1" + new string('}', 200) + "}", "malformed-body" },
        { "{\"image\": \"AAAA\", \"confidence\": 1e999}", "invalid-parameters" },
        { "{\"image\": \"AAAA\", \"classes\": [" + string.Join(',', Enumerable.Repeat("1", 100_000)) + "]}", "malformed-body" },
        { "{" + string.Join(',', Enumerable.Range(0, 40).Select(number => $"\"x{number}\": 1")) + "}", "malformed-body" },
    };

    [Theory]
    [MemberData(nameof(Json))]
    public async Task Bad_JSON_returns_its_own_problem(string json, string slug)
    {
        using var answer = await service.Client.PostTextAsync(json);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var problem = await answer.ProblemAsync();
        Assert.Equal(slug, problem.Slug());
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);

        using var next = await service.Client.SendAsync(Sample);
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Bad_input_returns_its_own_problem_and_is_counted(string what, int status, string slug)
    {
        var before = await CountedAsync(slug);

        using var answer = await SendAsync(what);

        Assert.Equal(status, (int)answer.StatusCode);
        var problem = await answer.ProblemAsync();
        Assert.Equal((slug, status), (problem.Slug(), problem.GetProperty("status").GetInt32()));
        Assert.Matches("^[0-9a-f]{32}$", problem.GetProperty("trace_id").GetString());
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
        Assert.True(await CountedAsync(slug) > before);
    }

    [Fact]
    public async Task Every_bad_parameter_is_named_at_once()
    {
        using var answer = await service.Client.SendAsync(Sample, "?confidence=2&iou=x&max_detections=-1");
        Assert.Equal(["confidence", "iou", "max_detections"], (await answer.ProblemAsync()).ErrorFields().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_service_continues_after_bad_input()
    {
        foreach (var (what, _, _) in Cases.Select(row => row.Data))
        {
            (await SendAsync(what)).Dispose();
        }

        using var answer = await service.Client.SendAsync(Sample);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private async Task<HttpResponseMessage> SendAsync(string what) => what switch
    {
        "empty body" => await service.Client.SendRawAsync([]),
        "chunked empty body" => await PostAsync(new StreamContent(new UnknownLength([])), null),
        "no image part" => await PostAsync(new MultipartFormDataContent { { new StringContent("0.5"), "confidence" } }, null),
        "empty image part" => await service.Client.SendAsync([]),
        "no boundary" => await PostAsync(new ByteArrayContent(Sample), "multipart/form-data"),
        "endless boundary" => await PostAsync(new ByteArrayContent(Sample), "multipart/form-data; boundary=" + new string('b', 10_000)),
        "33 parts" => await PostAsync(Parts(32, "x"), null),
        "huge text part" => await PostAsync(Parts(1, new string('x', 1 << 20)), null),
        "second image part" => await PostAsync(BodyPosts.Files(Sample, Sample), null),
        "image part of another name" => await PostAsync(new MultipartFormDataContent { { new ByteArrayContent(Sample), "file", "photo.jpg" } }, null),
        "file beside the image" => await PostAsync(new MultipartFormDataContent { { new ByteArrayContent(Sample), "image", "photo.jpg" }, { new ByteArrayContent(Sample), "mask", "mask.png" } }, null),
        "17 image parts" => await PostAsync(BodyPosts.Files(Enumerable.Repeat(Sample, 17)), null),
        "part of bad base64" => await PostAsync(new MultipartFormDataContent { { new StringContent("no base64!"), "image" } }, null),
        "form without image" => await service.Client.PostTextAsync("confidence=0.5&img=AAAA", Form),
        "form of bad base64" => await service.Client.PostTextAsync("image=no%20base64%21", Form),
        "form of 33 fields" => await service.Client.PostTextAsync(string.Join('&', Enumerable.Range(0, 33).Select(field => $"x{field}=1")), Form),
        "form with a huge field" => await service.Client.PostTextAsync("image=AAAA&source=" + new string('x', 1 << 20), Form),
        "batch as a picture" => await service.Client.SendAsync(Sample, "?batch=true&format=image"),
        "JSON with a million images" => await service.Client.PostTextAsync("{\"batch\": true, \"image\": [" + string.Join(',', Enumerable.Repeat("1", 1_000_000)) + "]}"),
        "base64 of 100 MB" => await service.Client.PostBytesAsync(LongBase64(133 << 20), "application/json"),
        "cut multipart" => await PostAsync(new ByteArrayContent("--b\r\nContent-Disposition: form-data; name=\"image\"\r\n\r\nhalf"u8.ToArray()), "multipart/form-data; boundary=b"),
        "text" => await service.Client.SendAsync("this is no photo, whatever its name says"u8.ToArray()),
        "truncated" => await service.Client.SendAsync(Sample[..(Sample.Length / 2)]),
        "PNG declared huge" => await service.Client.SendAsync(HugePng()),
        "BMP declared huge" => await service.Client.SendAsync(HugeBmp()),
        "over the file size" => await service.Client.SendAsync(new byte[51 << 20]),
        "unknown model" => await service.Client.SendAsync(Sample, "?model=unicorn"),
        "bad parameters" => await service.Client.SendAsync(Sample, "?confidence=1.01"),
        "unknown class" => await service.Client.SendAsync(Sample, "?classes=unicorn"),
        "unknown id" => await GetAsync("/v1/predictions/019a0000-0000-7000-8000-000000000000"),
        "id that is none" => await GetAsync("/v1/predictions/7"),
        "unknown image" => await GetAsync("/v1/images/" + new string('0', 64)),
        "bad page token" => await GetAsync("/v1/predictions?page_token=%00'--"),
        "no such route" => await GetAsync("/v1/nothing"),
        "wrong method" => await service.Client.DeleteAsync(new Uri("/v1/detect", UriKind.Relative), TestContext.Current.CancellationToken),
        _ => throw new ArgumentOutOfRangeException(nameof(what), what, null),
    };

    private Task<HttpResponseMessage> GetAsync(string path) =>
        service.Client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

    private async Task<HttpResponseMessage> PostAsync(HttpContent body, string? contentType)
    {
        using (body)
        {
            if (contentType is not null)
            {
                body.Headers.TryAddWithoutValidation("Content-Type", contentType);
            }

            return await service.Client.PostAsync(new Uri("/v1/detect", UriKind.Relative), body, TestContext.Current.CancellationToken);
        }
    }

    private async Task<double> CountedAsync(string slug)
    {
        var metrics = await service.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);
        return metrics.Split('\n')
            .Where(line => line.StartsWith("cv_problems_total{", StringComparison.Ordinal) && line.Contains($"problem=\"{slug}\"", StringComparison.Ordinal))
            .Sum(line => double.Parse(line[(line.LastIndexOf('}') + 1)..].Trim().Split(' ')[0], CultureInfo.InvariantCulture));
    }

    /// <summary>A well-formed PNG of a hundred bytes that declares 100,000 × 100,000 pixels.</summary>
    private static byte[] HugePng() =>
    [
        0x89, .. "PNG"u8, 0x0D, 0x0A, 0x1A, 0x0A,
        .. TinyPng.Chunk("IHDR", [0, 1, 0x86, 0xA0, 0, 1, 0x86, 0xA0, 8, 2, 0, 0, 0]),
        .. TinyPng.Chunk("IDAT", [0x78, 0x9C, 3, 0, 0, 0, 0, 1]),
        .. TinyPng.Chunk("IEND", []),
    ];

    /// <summary>A BMP of 58 bytes that declares 3,000,000 × 2,000,000 pixels.</summary>
    private static byte[] HugeBmp() => TinyBmp.Write(3_000_000, 2_000_000, 24, 0, [], new byte[4]);

    /// <summary>The start of a JSON body with this number of base64 characters.</summary>
    private static byte[] LongBase64(int length)
    {
        var body = new byte[length];
        body.AsSpan().Fill((byte)'A');
        "{\"image\": \""u8.CopyTo(body);
        return body;
    }

    /// <summary>An image with additional text parts.</summary>
    private static MultipartFormDataContent Parts(int count, string text)
    {
        var form = BodyPosts.Files(Sample);
        for (var part = 0; part < count; part++)
        {
            form.Add(new StringContent(text), $"metadata.x{part}");
        }

        return form;
    }

    internal sealed class UnknownLength(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
