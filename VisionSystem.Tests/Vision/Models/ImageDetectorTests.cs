using System.Globalization;
using VisionSystem.Cli;
using VisionSystem.Tests.Inference;
using VisionSystem.Vision.Models;

namespace VisionSystem.Tests.Vision.Models;

public sealed class ImageDetectorTests
{
    private static readonly string Demo = Path.Combine(Checkout.Root, "models", "demo.onnx");
    private static readonly byte[] Shelf = File.ReadAllBytes(Path.Combine(InferenceApplication.Samples, "shelf.jpg"));

    [Fact]
    public void The_sample_of_the_package_runs_as_it_is_written()
    {
        var lines = File.ReadAllLines(Path.Combine(Checkout.Root, "VisionSystem.Vision", "README.md"));
        string[] sample = [.. lines.SkipWhile(line => line != "```csharp").Skip(1).TakeWhile(line => line != "```")];
        Assert.Equal(
            [
                "using var detector = ImageDetector.Open(\"demo.onnx\", providers: \"cpu\");",
                "var result = detector.Detect(File.ReadAllBytes(\"shelf.jpg\"), confidence: 0.5f);",
                "foreach (var detection in result.Detections)",
                "{",
                "    Console.WriteLine($\"{detection.Class} {detection.Confidence:0.00} at {detection.Box.X1:0}, {detection.Box.Y1:0}\");",
                "}",
            ],
            sample);

        using var detector = ImageDetector.Open(Demo, providers: "cpu");
        var result = detector.Detect(Shelf, confidence: 0.5f, cancellationToken: TestContext.Current.CancellationToken);
        string[] written =
        [
            .. result.Detections.Select(detection => string.Create(
                CultureInfo.InvariantCulture, $"{detection.Class} {detection.Confidence:0.00} at {detection.Box.X1:0}, {detection.Box.Y1:0}")),
        ];

        Assert.NotEmpty(written);
        Assert.All(result.Detections, detection => Assert.Contains(detection.Class, detector.Labels));
        Assert.All(result.Detections, detection => Assert.True(detection.Confidence >= 0.5f && detection.Box.X2 <= result.Header.UprightWidth));
    }

    [Fact]
    public async Task The_library_and_the_service_give_the_same_detections()
    {
        using var detector = ImageDetector.Open(Demo, providers: "cpu");
        await using var service = new InferenceApplication(("CV_CACHE_TTL", "0"));
        using var client = await service.ReadyClientAsync();
        using var answer = await client.PostAsync(new Uri("/v1/detect?recording=off", UriKind.Relative), new ByteArrayContent(Shelf), TestContext.Current.CancellationToken);
        var body = System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;

        var served = body.GetProperty("detections").EnumerateArray()
            .Select(detection => (detection.GetProperty("class").GetString()!, detection.GetProperty("confidence").GetSingle(), detection.GetProperty("box").GetProperty("x1").GetSingle()));
        Assert.Equal(served, detector.Detect(Shelf, cancellationToken: TestContext.Current.CancellationToken).Detections.Select(detection => (detection.Class, detection.Confidence, (float)detection.Box.X1)));
    }

    [Fact]
    public async Task Concurrent_calls_give_the_same_detections()
    {
        using var detector = ImageDetector.Open(Demo, providers: "cpu");
        var alone = detector.Detect(Shelf, cancellationToken: TestContext.Current.CancellationToken).Detections;
        var together = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => detector.Detect(Shelf, cancellationToken: TestContext.Current.CancellationToken).Detections, TestContext.Current.CancellationToken)));
        Assert.All(together, found => Assert.Equal(alone, found));
    }

    [Fact]
    public void Names_an_invalid_image_and_an_invalid_model()
    {
        using var detector = ImageDetector.Open(Demo, providers: "cpu");
        Assert.NotEmpty(Assert.Throws<InvalidDataException>(() => detector.Detect("no image"u8.ToArray(), cancellationToken: TestContext.Current.CancellationToken)).Message);
        Assert.Contains("missing.onnx", Assert.Throws<ModelException>(() => ImageDetector.Open("missing.onnx")).Message, StringComparison.Ordinal);
    }
}
