using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using VisionSystem.Tests.Corpus;
using VisionSystem.Tests.Logging;
using VisionSystem.Tests.Vision.Imaging;

namespace VisionSystem.Tests.Inference.Detect;

/// <summary>
/// Malformed images are rejected, and the following ones succeed: for every choice of codecs, every format, and both the detect
/// and the classify endpoints.
/// </summary>
public sealed class MalformedImageTests(MalformedImageTests.Services services) : IClassFixture<MalformedImageTests.Services>
{
    private const int AtOnce = 4;
    private const int Seed = 53;

    public static TheoryData<string> Choices => TestCodecs.Choices;

    [Theory]
    [MemberData(nameof(Choices))]
    public async Task Good_images_give_the_same_result_after_malformed_ones(string choice)
    {
        var client = await services.ClientAsync(choice);
        foreach (var (task, query) in new[] { ("detect", "?confidence=0.05"), ("classify", "?model=yolov8n-cls-uint8") })
        {
            var known = new List<(byte[] File, string Answer)>();
            foreach (var (name, file) in SeedImages.All)
            {
                var (status, answer) = await AskAsync(client, file, task, query);
                Assert.Equal((name, HttpStatusCode.OK), (name, status));
                known.Add((file, answer));
            }

            foreach (var (name, bad) in Malformed())
            {
                var (status, _) = await AskAsync(client, bad, task, query);
                Assert.True((int)status is 400 or 413 or 415 or 422 || status == HttpStatusCode.OK, $"{name}: {status}");
                var ofItsKind = known.Where(good => good.File.AsSpan(0, 2).SequenceEqual(bad.AsSpan(0, Math.Min(2, bad.Length)))).DefaultIfEmpty(known[0]).First();
                Assert.True((HttpStatusCode.OK, ofItsKind.Answer) == await AskAsync(client, ofItsKind.File, task, query), $"after {name}");
            }

            var malformed = Malformed().ToList();
            await Parallel.ForEachAsync(
                Enumerable.Range(0, Math.Max(malformed.Count, known.Count)),
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = TestContext.Current.CancellationToken },
                async (i, _) =>
                {
                    var (name, bad) = malformed[i % malformed.Count];
                    await AskAsync(client, bad, task, query);
                    var (good, answer) = known[i % known.Count];
                    Assert.True((HttpStatusCode.OK, answer) == await AskAsync(client, good, task, query), $"beside {name}");
                });
        }
    }

    [Theory]
    [MemberData(nameof(Choices))]
    public async Task An_image_without_its_end_marker_gives_a_warning_and_rare_kinds_are_named(string choice)
    {
        var client = await services.ClientAsync(choice);
        var whole = SeedImages.Get("jpeg");
        foreach (var (task, query) in new[] { ("detect", "?confidence=0.05"), ("classify", "?model=yolov8n-cls-uint8") })
        {
            using var answer = await client.SendAsync(whole[..^2], query, task: task);
            var json = await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
            Assert.Equal("truncated", Assert.Single(json.GetProperty("warnings").EnumerateArray()).GetString());
            Assert.Equal((await AskAsync(client, whole, task, query)).Answer, Findings(json));

            using var complete = await client.SendAsync(whole, query, task: task);
            Assert.False((await complete.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).TryGetProperty("warnings", out _));
            using var cut = await client.SendAsync(whole[..(whole.Length * 9 / 10)], query, task: task);
            Assert.Equal((HttpStatusCode.UnprocessableEntity, "image-corrupt"), (cut.StatusCode, (await cut.ProblemAsync()).Slug()));
            using var lossless = await client.SendAsync(MalformedJpegs.All.First(bad => bad.Name == "lossless").File, query, task: task);
            Assert.Equal((HttpStatusCode.UnprocessableEntity, "image-unsupported"), (lossless.StatusCode, (await lossless.ProblemAsync()).Slug()));
        }

        using var drawn = await client.SendAsync(whole[..^2], "?format=image");
        Assert.Equal("truncated", Assert.Single(drawn.Headers.GetValues("X-Warnings")));
    }

    private static IEnumerable<(string Name, byte[] File)> Malformed() =>
    [
        .. MalformedJpegs.All,
        .. SeedImages.All.SelectMany(seed => new[] { ($"{seed.Name}, mutated", Mutations.Make(seed.File, Seed)), ($"half of {seed.Name}", seed.File[..(seed.File.Length / 2)]) }),
    ];

    private static async Task<(HttpStatusCode Status, string Answer)> AskAsync(HttpClient client, byte[] image, string task, string query)
    {
        using var answer = await client.SendAsync(image, query + "&recording=off", task: task);
        return (answer.StatusCode, answer.IsSuccessStatusCode ? Findings(await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)) : "");
    }

    private static string Findings(JsonElement answer) =>
        answer.TryGetProperty("classifications", out var classes) ? classes.GetRawText() : answer.GetProperty("detections").GetRawText();

    /// <summary>A running service for each choice of codecs, with a detector and a classifier.</summary>
    public sealed class Services : IDisposable
    {
        private readonly TemporaryFolder _models = new();
        private readonly Dictionary<string, InferenceApplication> _applications = [];

        public async Task<HttpClient> ClientAsync(string choice)
        {
            TestCodecs.Of(choice);
            if (!_applications.TryGetValue(choice, out var application))
            {
                File.Copy(Path.Combine(InferenceApplication.Samples, "..", "models", "demo.onnx"), Path.Combine(_models.Path, "demo.onnx"), overwrite: true);
                File.Copy(TestData.Require("models/yolov8n-cls-uint8.onnx"), Path.Combine(_models.Path, "yolov8n-cls-uint8.onnx"), overwrite: true);
                application = new InferenceApplication(
                    ("Vision:Models:Path", _models.Path), ("Vision:Models:Default", "demo"), ("CV_IMAGE_CODEC", choice), ("CV_CACHE_TTL", "0"));
                _applications[choice] = application;
            }

            return await application.ReadyClientAsync();
        }

        public void Dispose()
        {
            foreach (var application in _applications.Values)
            {
                application.Dispose();
            }

            _models.Dispose();
        }
    }
}
