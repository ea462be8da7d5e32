using System.Text.Json;
using VisionSystem.Cli;
using VisionSystem.Cli.Terminal;

namespace VisionSystem.Tests.Cli;

public sealed class ModelCommandTests : IDisposable
{
    private const string Arithmetic = "gt/map_arithmetic/test_coco_eval";

    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    [Theory]
    [InlineData("", "Required command was not provided")]
    [InlineData("fly", "'fly' was not matched")]
    [InlineData("check", "Required argument 'FILE' missing for command: 'check'")]
    [InlineData("pull", "Specify a model")]
    [InlineData("pull --url http://a/b.onnx", "--url requires --name")]
    [InlineData("pull x --name y --url http://a/b.onnx", "Specify the name only once")]
    [InlineData("pull --name y", "--name requires --url")]
    [InlineData("pull --name y --url ftp://a/b.onnx", "'ftp://a/b.onnx' is not an http or https address")]
    [InlineData("pull --name ../y --url http://a/b.onnx", "'../y' is not a valid model name")]
    [InlineData("pull --name y --url http://a/b.onnx --sha256 12", "'12' is not a SHA-256")]
    [InlineData("eval --labels x", "Specify --model or --detections")]
    [InlineData("eval --model m --images i", "Option '--labels' is required")]
    [InlineData("eval --model m --labels l", "--model requires --images")]
    [InlineData("eval --model m --labels l --images i --detections d", "cannot be combined")]
    [InlineData("eval --model m --labels l --images i --format voc", "'voc' not recognized")]
    [InlineData("eval --model m --labels l --images i --confidence 1.5", "--confidence must be a number from 0 to 1")]
    [InlineData("eval --model m --labels l --images i --iou much", "Cannot parse argument 'much'")]
    [InlineData("eval --model m --labels l --images i --enlarge 9", "--enlarge must be an integer from 1 to 8")]
    [InlineData("eval --detections d --labels l --format yolo", "--detections requires a COCO data set file")]
    public async Task Explains_bad_usage_with_the_help_on_standard_error(string line, string expected)
    {
        Assert.Equal(CommandRun.BadUsage, await RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Contains(expected, _error.ToString());
        Assert.Contains("Usage:", _error.ToString());
        Assert.Empty(_output.ToString());
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("eval --help")]
    public async Task Gives_help_on_standard_output_when_asked(string line)
    {
        Assert.Equal(CommandRun.Success, await RunAsync(line.Split(' ')));
        Assert.Contains("Usage:", _output.ToString());
        Assert.Empty(_error.ToString());
    }

    [Fact]
    public async Task Measures_detections_and_gives_one_object_on_standard_output()
    {
        var labels = TestData.Require($"{Arithmetic}/gts/sampled_gts_bbox_area.json");
        var detections = TestData.Require($"{Arithmetic}/cocoapi_results.json");
        Assert.Equal(CommandRun.Success, await RunAsync("eval", "--detections", detections, "--labels", labels, "--json"));
        Assert.Equal(.503647, JsonDocument.Parse(_output.ToString()).RootElement.GetProperty("ap").GetDouble(), 1e-6);
    }

    [Fact]
    public async Task Measures_detections_and_gives_a_table()
    {
        var labels = TestData.Require($"{Arithmetic}/gts/sampled_gts_bbox_area.json");
        var detections = TestData.Require($"{Arithmetic}/cocoapi_results.json");
        Assert.Equal(CommandRun.Success, await RunAsync("eval", "--detections", detections, "--labels", labels));
        Assert.Contains("100 images, 830 objects, 734 detections", _output.ToString());
        Assert.Matches(@"(?m)^all +830 +0\.504 +0\.697 +0\.572", _output.ToString());
    }

    [Theory]
    [InlineData("eval", "--detections", "missing.json", "--labels", "missing.json")]
    [InlineData("eval", "--model", "m", "--images", "missing", "--labels", "missing")]
    [InlineData("check", "missing.onnx")]
    [InlineData("check", "yolov8n.pt")]
    [InlineData("pull", "yolov8n.pt")]
    [InlineData("pull", "no-such-model")]
    public async Task Fails_in_one_sentence_on_standard_error(params string[] args)
    {
        Assert.Equal(CommandRun.Failure, await RunAsync(args));
        Assert.StartsWith("vision: ", _error.ToString(), StringComparison.Ordinal);
        Assert.Single(_error.ToString().TrimEnd().Split('\n'));
        Assert.Empty(_output.ToString());
    }

    [Fact]
    public async Task Explains_how_a_file_of_PyTorch_is_exported()
    {
        await RunAsync("check", "yolov8n.pt");
        Assert.Contains("yolo export model=yolov8n.pt format=onnx", _error.ToString());
    }

    [Fact]
    public async Task Lists_the_catalogue()
    {
        Assert.Equal(CommandRun.Success, await RunAsync("list"));
        Assert.Matches(@"yolox_tiny +20\.2 MB +Apache-2\.0", _output.ToString());
    }

    [Fact]
    public async Task Says_what_is_wrong_with_a_text_file_named_onnx()
    {
        var file = Path.Combine(_folder.Path, "text.onnx");
        await File.WriteAllTextAsync(file, "this is no model", TestContext.Current.CancellationToken);
        Assert.Equal(CommandRun.Failure, await RunAsync("check", file));
        Assert.Matches("(?m)^problems +.*text.onnx", _output.ToString());
    }

    [Fact]
    public async Task Accepts_a_working_model()
    {
        var file = TestData.Require("models/yolov8n-uint8.onnx");
        Assert.Equal(CommandRun.Success, await RunAsync("check", file));
        Assert.Contains("YoloV8", _output.ToString());
        Assert.Matches("(?m)^problems +none", _output.ToString());
    }

    [Fact]
    public async Task Accepts_a_working_classifier()
    {
        var file = TestData.Require("models/yolov8n-cls-uint8.onnx");
        Assert.Equal(CommandRun.Success, await RunAsync("check", file));
        Assert.Matches("(?m)^problems +none", _output.ToString());
    }

    [Fact]
    public async Task Reports_a_degenerate_model()
    {
        var file = TestData.Require("models/yolov8n_quant.onnx");
        Assert.Equal(CommandRun.Failure, await RunAsync("check", file));
        Assert.Contains("The model is degenerate", _output.ToString());
    }

    [Theory]
    [InlineData("1")]
    [InlineData("3")]
    public async Task Measures_a_model_on_images_and_counts_what_cannot_be_read(string enlarge)
    {
        var model = TestData.Require("models/yolox_nano.onnx");
        var voc = TestData.Require("gt/voc50");
        foreach (var name in Directory.GetFiles(Path.Combine(voc, "images")).Order().Take(4).Select(Path.GetFileNameWithoutExtension))
        {
            File.Copy(Path.Combine(voc, "images", name + ".jpg"), Path.Combine(_folder.Path, name + ".jpg"));
        }

        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "z.jpg"), "no photo", TestContext.Current.CancellationToken);
        Assert.Equal(CommandRun.Success, await RunAsync("eval", "--model", model, "--images", _folder.Path, "--labels", Path.Combine(voc, "labels"), "--enlarge", enlarge, "--json"));
        var report = JsonDocument.Parse(_output.ToString()).RootElement;
        Assert.Equal((4, 1), (report.GetProperty("images").GetInt32(), report.GetProperty("images_failed").GetInt32()));
        Assert.True(report.GetProperty("ap50").GetDouble() > .3);
        Assert.Contains("z.jpg is excluded", _error.ToString());
        Assert.Contains("taking the model's 80 unnamed classes as COCO's", _error.ToString());
        Assert.Contains("5 of 5 images", _error.ToString());
    }

    [Fact]
    public async Task Stops_on_cancellation()
    {
        var model = TestData.Require("models/yolox_nano.onnx");
        var voc = TestData.Require("gt/voc50");
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.Equal(
            CommandRun.Stopped,
            await VisionCommand.RunAsync(["model", "eval", "--model", model, "--images", Path.Combine(voc, "images"), "--labels", Path.Combine(voc, "labels")], Console(), settings: [], stop.Token));
        Assert.Empty(_output.ToString());
    }

    public void Dispose() => _folder.Dispose();

    private Task<int> RunAsync(params string[] args) => VisionCommand.RunAsync(["model", .. args], Console(), settings: [], TestContext.Current.CancellationToken);

    private CommandConsole Console() => new(_output, _error, IsTerminal: false, TimeProvider.System);
}
