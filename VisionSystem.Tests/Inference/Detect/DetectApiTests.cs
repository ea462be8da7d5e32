using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using VisionSystem.Contracts;
using VisionSystem.Tests.Logging;
using VisionSystem.Tests.Vision.Imaging;
using VisionSystem.Vision.Imaging;

namespace VisionSystem.Tests.Inference.Detect;

public sealed class DetectApiTests(DetectApiTests.Service service) : IClassFixture<DetectApiTests.Service>
{
    private static readonly string[] Classes = ["qr_code", "barcode", "aruco_marker"];

    public static TheoryData<string> SampleImages => [.. Directory.GetFiles(InferenceApplication.Samples, "*.jpg").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(SampleImages))]
    public async Task Finds_every_labelled_object_of_the_sample_images(string name)
    {
        var answer = await DetectAsync(File.ReadAllBytes(Path.Combine(InferenceApplication.Samples, name)));

        var image = answer.GetProperty("image");
        var labels = ExpectedBox.ReadYolo(
            Path.Combine(InferenceApplication.Samples, Path.ChangeExtension(name, ".txt")),
            Classes, image.GetProperty("width").GetInt32(), image.GetProperty("height").GetInt32());
        Assert.All(labels, label => Assert.True(label.IsAmong(ExpectedBox.Detections(answer), 0.5f), $"{label} is not in {answer}"));
    }

    [Fact]
    public async Task Answers_in_the_documented_shape()
    {
        var image = Sample();
        var answer = await DetectAsync(image, "?max_detections=299"); // a value that no other test uses, so that the response does not come from the cache

        Assert.Equal(
            ["id", "model", "image", "detections", "timings_ms", "provider", "recorded"],
            answer.EnumerateObject().Select(property => property.Name));
        Assert.Equal(7, answer.GetProperty("id").GetGuid().Version);
        Assert.Equal(("demo", "detect"), (Text(answer, "model", "name"), Text(answer, "model", "task")));
        Assert.Matches(@"^1\.0\.0\+[0-9a-f]{8}$", Text(answer, "model", "version"));
        Assert.Equal((Convert.ToHexStringLower(SHA256.HashData(image)), "jpeg"), (Text(answer, "image", "sha256"), Text(answer, "image", "format")));
        var timings = answer.GetProperty("timings_ms");
        var phases = new[] { "decode", "preprocess", "queue", "inference", "postprocess" }.Sum(phase => timings.GetProperty(phase).GetDouble());
        Assert.InRange(phases, 0.001, timings.GetProperty("total").GetDouble());
        Assert.True(answer.GetProperty("recorded").GetBoolean());
        Assert.Equal("cpu", answer.GetProperty("provider").GetString());
    }

    [Fact]
    public async Task Takes_the_image_as_the_body_itself()
    {
        using var answer = await service.Client.SendRawAsync(Sample());
        using var untyped = await service.Client.SendRawAsync(Sample(), contentType: null);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (answer.StatusCode, untyped.StatusCode));
        var uploaded = ExpectedBox.Detections(await DetectAsync(Sample()));
        Assert.Equal(uploaded, ExpectedBox.Detections(await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)));
        Assert.Equal(uploaded, ExpectedBox.Detections(await untyped.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task Draws_the_boxes_if_an_image_is_requested()
    {
        using var answer = await service.Client.SendAsync(Sample(), "?format=image");

        Assert.Equal("image/jpeg", answer.Content.Headers.ContentType?.MediaType);
        var id = Assert.Single(answer.Headers.GetValues("X-Prediction-Id"));
        var picture = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.Equal(ImageFault.None, ImageHeaderReader.TryRead(picture, out var header, out _));
        var kept = await service.Client.PredictionAsync(Guid.Parse(id));
        Assert.Equal((kept.Image.Width, kept.Image.Height), (header.Width, header.Height));

        // The edges of each box have the colour of its class, within the accuracy of JPEG, and had another colour before.
        var codec = TestCodecs.Require("libvips");
        using var drawn = codec.Decode(picture);
        using var plain = codec.Decode(Sample());
        Assert.NotEmpty(kept.Detections);
        Assert.All(kept.Detections, found =>
        {
            var (after, before) = (DistanceOfEdges(drawn, found), DistanceOfEdges(plain, found));
            Assert.True(after < before / 2, $"{found}: {after:0} from the colour of its class, {before:0} before");
        });
    }

    [Fact]
    public async Task Returns_only_the_requested_classes_and_their_best_detections()
    {
        var all = ExpectedBox.Detections(await DetectAsync(Sample(), "?confidence=0.01"));
        var wanted = ExpectedBox.Detections(await DetectAsync(Sample(), "?confidence=0.01&classes=BARCODE,0&max_detections=2"));

        Assert.Equal(2, wanted.Count);
        Assert.DoesNotContain(wanted, found => found.Class == "aruco_marker");
        Assert.True(all.Count > 2);
        var best = all.Where(found => found.Class is "barcode" or "qr_code").OrderByDescending(found => found.Confidence).Take(2).ToList();
        Assert.Equal(best, wanted);
    }

    [Fact]
    public async Task A_prediction_is_readable_immediately_by_its_caller()
    {
        var image = Sample();
        var answer = await DetectAsync(image);
        var id = answer.GetProperty("id").GetGuid();

        var kept = await service.Client.PredictionAsync(id);
        Assert.Equal(id, (await service.Client.PageAsync("?limit=1")).Items[0].Id);
        Assert.Equal(ExpectedBox.Detections(answer), kept.Detections);
        Assert.Equal(image, await service.Client.GetByteArrayAsync(new Uri("/v1/images/" + kept.Image.Sha256, UriKind.Relative), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Stores_nothing_when_recording_is_off()
    {
        var answer = await DetectAsync(Sample(), "?recording=off");
        Assert.False(answer.GetProperty("recorded").GetBoolean());
        using var missing = await service.Client.GetAsync(new Uri("/v1/predictions/" + answer.GetProperty("id").GetGuid(), UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    [Fact]
    public async Task Lists_the_models()
    {
        var models = await service.Client.GetFromJsonAsync<JsonElement>("/v1/models", TestContext.Current.CancellationToken);
        var demo = Assert.Single(models.GetProperty("models").EnumerateArray());
        Assert.Equal(("demo", "demo", "ready"), (models.GetProperty("default").GetString(), demo.GetProperty("name").GetString(), demo.GetProperty("state").GetString()));
        Assert.Equal(Classes, demo.GetProperty("classes").EnumerateArray().Select(name => name.GetString()));
    }

    [Fact]
    public async Task Describes_itself()
    {
        var document = await service.Client.GetFromJsonAsync<JsonElement>("/openapi/v1.json", TestContext.Current.CancellationToken);
        var detect = document.GetProperty("paths").GetProperty("/v1/detect").GetProperty("post");
        Assert.Equal(
            ["Idempotency-Key", "background", "batch", "classes", "confidence", "format", "image_url", "iou", "max_detections", "metadata", "model", "recording", "scale", "source", "timeout_ms"],
            detect.GetProperty("parameters").EnumerateArray().Select(parameter => parameter.GetProperty("name").GetString()).Order(StringComparer.Ordinal));
        Assert.True(detect.GetProperty("requestBody").GetProperty("content").TryGetProperty("multipart/form-data", out _));
        foreach (var page in new[] { "/", "/docs/index.html", "/console.js" })
        {
            using var answer = await service.Client.GetAsync(new Uri(page, UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    private static byte[] Sample() => File.ReadAllBytes(Directory.GetFiles(InferenceApplication.Samples, "*.jpg").Order(StringComparer.Ordinal).First());

    /// <summary>The mean distance of the pixels along a box's edges from the colour of its class, over all channels.</summary>
    private static double DistanceOfEdges(PixelBuffer picture, Detection found)
    {
        var ink = Colour.ForClass(found.ClassId);
        int X(float x) => Math.Clamp((int)MathF.Round(x), 0, picture.Width - 1);
        int Y(float y) => Math.Clamp((int)MathF.Round(y), 0, picture.Height - 1);
        var (left, top, right, bottom) = (X(found.Box.X1), Y(found.Box.Y1), X(found.Box.X2 - 1), Y(found.Box.Y2 - 1));
        var places = Enumerable.Range(left, right - left + 1).SelectMany(x => new[] { (x, top), (x, bottom) })
            .Concat(Enumerable.Range(top, bottom - top + 1).SelectMany(y => new[] { (left, y), (right, y) }));
        return places.Average(place =>
        {
            var pixel = picture.Row(place.Item2).Slice(place.Item1 * PixelBuffer.Channels, PixelBuffer.Channels);
            return (Math.Abs(pixel[0] - ink.Red) + Math.Abs(pixel[1] - ink.Green) + Math.Abs(pixel[2] - ink.Blue)) / 3.0;
        });
    }

    private static string? Text(JsonElement answer, string part, string name) => answer.GetProperty(part).GetProperty(name).GetString();

    private async Task<JsonElement> DetectAsync(byte[] image, string query = "")
    {
        using var answer = await service.Client.SendAsync(image, query);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }

    /// <summary>One running service for all tests of this class.</summary>
    public sealed class Service : IAsyncLifetime
    {
        private readonly InferenceApplication _application = new();

        public HttpClient Client { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Client = await _application.ReadyClientAsync();

        public ValueTask DisposeAsync()
        {
            _application.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
