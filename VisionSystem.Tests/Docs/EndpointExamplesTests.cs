using System.Text.Json;
using VisionSystem.Tests.Inference;

namespace VisionSystem.Tests.Docs;

/// <summary>
/// docs/reference/endpoints.md covers every operation of the public API, and its examples return the documented responses.
/// </summary>
public sealed class EndpointExamplesTests
{
    private static readonly MarkdownPage Page = MarkdownPage.Load("docs/reference/endpoints.md");

    [Fact]
    public async Task Every_operation_of_the_OpenAPI_document_has_an_example_and_every_example_works()
    {
        using var folder = new TemporaryFolder();
        AddModel(folder, "demo.onnx", Demo);
        AddModel(folder, "symbols/1/model.onnx", Demo);
        await using var service = Service(folder);
        var client = await service.ReadyClientAsync();

        using var document = JsonDocument.Parse(await client.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken));
        var operations = document.RootElement.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => $"{operation.Name.ToUpperInvariant()} {path.Name}"));
        Assert.Equal(
            operations.Concat(["GET /health", "GET /ready", "GET /alive", "GET /metrics"]).Order(StringComparer.Ordinal),
            Page.Headings.Where(heading => heading.Contains(" /", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.All(Page.Headings.Where(heading => heading.Contains(" /", StringComparison.Ordinal)), heading =>
        {
            var blocks = Page.Blocks.Where(block => block.Section == heading).Select(block => block.Mark).ToList();
            Assert.True(blocks is ["sh" or "sh models", "json" or "text"], $"{heading}: {string.Join(", ", blocks)}");
        });

        using var commands = new DocumentedCommands();
        await commands.RunAsync(Page.Blocks, ["sh"], service);
    }

    [Fact]
    public async Task Every_example_of_a_task_that_the_demo_model_does_not_do_works()
    {
        using var folder = new TemporaryFolder();
        AddModel(folder, "demo.onnx", Demo);
        foreach (var task in new[] { "seg", "pose", "obb", "cls" })
        {
            AddModel(folder, $"yolov8n-{task}.onnx", TestData.Require($"models/yolov8n-{task}-uint8.onnx"));
        }

        using var commands = new DocumentedCommands();
        commands.AddImage("street.jpg", "images/photos/bus.jpg");
        commands.AddImage("harbour.jpg", "images/photos/obb.jpg");
        commands.AddImage("plate.jpg", "images/photos/pizza.jpg");
        await using var service = Service(folder);
        await service.ReadyClientAsync();

        await commands.RunAsync(Page.Blocks, ["sh models"], service);
    }

    private static string Demo => Path.Combine(InferenceApplication.Samples, "..", "models", "demo.onnx");

    private static InferenceApplication Service(TemporaryFolder folder) => new(
        ("Vision:Models:Path", folder.Path), ("Vision:Models:Default", "demo"), ("CV_MODEL_CONTROL", "true"), ("CV_QUANTIZED_ARITHMETIC", "integer"));

    private static void AddModel(TemporaryFolder folder, string name, string file)
    {
        var path = Path.Combine(folder.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Copy(file, path);
    }
}
