using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace VisionSystem.Tests.Inference.Detect;

/// <summary>Compares real models on real images with the detections of independent pipelines.</summary>
public sealed partial class RealModelTests
{
    private const float SureScore = 0.45f;

    [Theory]
    [InlineData("yolov8n-uint8", "v8n-uint8 pad114 .25")]
    [InlineData("yolox_nano", "yolox_nano")]
    [InlineData("yolov10n_int8", "v10n_int8")]
    public async Task Finds_what_independent_pipelines_find(string model, string reference)
    {
        using var application = new InferenceApplication(("Vision:Models:Path", TestData.Require("models")), ("Vision:Models:Default", model));
        var client = await application.ReadyClientAsync();
        foreach (var image in new[] { "bus", "sports", "zidane" })
        {
            using var answer = await client.SendAsync(File.ReadAllBytes(TestData.Require($"images/photos/{image}.jpg")));
            var detections = ExpectedBox.Detections(await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken));

            var expected = Expected(image, reference).Where(box => box.Score >= SureScore).ToList();
            Assert.NotEmpty(expected);
            Assert.All(expected, box => Assert.True(
                (model == "yolox_nano" ? box with { Class = CocoId(box.Class) } : box).IsAmong(detections, 0.85f, 0.1f),
                $"{image}: {box} is not among {string.Join("; ", detections)}"));
        }
    }

    [Fact]
    public async Task Every_odd_file_gets_a_response_and_memory_stays_bounded()
    {
        var files = Directory.GetFiles(TestData.Require("odd"), "*", SearchOption.AllDirectories);
        using var application = new InferenceApplication();
        var client = await application.ReadyClientAsync();
        var (before, most) = (WorkingSet(), 0L);
        foreach (var file in files)
        {
            using var answer = await client.SendAsync(File.ReadAllBytes(file), "?recording=off");
            Assert.True((int)answer.StatusCode is 200 or 413 or 415 or 422 || new FileInfo(file).Length == 0, $"{file}: {answer.StatusCode}");
            most = Math.Max(most, WorkingSet());
        }

        // Other tests of this process hold models and images, so the test measures the growth.
        Assert.True(most - before < 750_000_000, $"{(most - before) >> 20} MB more than before");
    }

    private static long WorkingSet()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }

    /// <summary>Reads the reference entries of one image and model: <c>person 0.900 [221,408,343,857]; …</c></summary>
    private static IEnumerable<ExpectedBox> Expected(string image, string model)
    {
        var line = File.ReadLines(TestData.Require("expected/reference_pipeline.txt"))
            .SkipWhile(line => line != "## " + image).Skip(1).First(line => line.StartsWith(model, StringComparison.Ordinal));
        return BoxPattern().Matches(line[model.Length..]).Select(match =>
        {
            var corners = match.Groups[3].Value.Split(',').Select(corner => float.Parse(corner, CultureInfo.InvariantCulture)).ToArray();
            var score = float.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture);
            return new ExpectedBox(match.Groups[1].Value.Trim(), score, new(corners[0], corners[1], corners[2], corners[3]));
        });
    }

    /// <summary>The YOLOX file contains no class names, so the service numbers the classes in COCO's order.</summary>
    private static string CocoId(string name) => "class_" + Array.IndexOf(File.ReadAllLines(TestData.Require("labels/coco_classes.txt")), name);

    [GeneratedRegex(@"([a-z ]+?) (0\.\d+) \[([\d,]+)\]")]
    private static partial Regex BoxPattern();
}
