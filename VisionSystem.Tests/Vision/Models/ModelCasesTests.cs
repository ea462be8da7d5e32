using System.Net.Http.Json;
using System.Runtime.InteropServices;
using System.Text.Json;
using Google.Protobuf;
using VisionSystem.Cli;
using VisionSystem.Cli.Terminal;
using VisionSystem.Tests.Inference;
using VisionSystem.Tests.Inference.Models;
using VisionSystem.Vision.Decoders;
using VisionSystem.Vision.Models;
using VisionSystem.Vision.Models.Graphs.Onnx;

namespace VisionSystem.Tests.Vision.Models;

/// <summary>Models of users: class names in every form, more classes than cells, one channel, no sigmoid.</summary>
public sealed class ModelCasesTests : IDisposable
{
    private readonly ModelFolder _models = new();

    [Theory]
    [InlineData("nm-strkeys-txt", ".txt", "red", "green", "blue")]
    [InlineData("nm-yaml-wins", ".yaml", "rot", "grün", "blau")]
    public void Reads_the_names_of_a_model(string name, string beside, params string[] names)
    {
        using var model = TestModels.Load(TestModels.Copy(_models.Path, name + ".onnx", name + beside));
        Assert.Equal(names, model.Description.Labels);
    }

    [Theory]
    [InlineData("nm-nul", "the name 'a\\u0000b' of class 0")]
    [InlineData("nm-long", "of class 0 (300 characters, from the metadata of")]
    public void Refuses_a_class_name_that_cannot_be_stored(string name, string sentence) =>
        Expect(TestModels.Copy(_models.Path, name + ".onnx"), sentence);

    [Theory]
    [InlineData("names: [cat, '', dog]", "the name '' of class 1")]
    [InlineData("names: {0: cat, 1: dog, 2: \"a\\0b\"}", "of class 2")]
    public void Refuses_an_unstorable_class_name_from_every_source(string card, string sentence)
    {
        var file = TestModels.Copy(_models.Path, "nm-yaml-wins.onnx");
        File.WriteAllText(Path.ChangeExtension(file, ".yaml"), card);
        Expect(file, sentence);
    }

    [Fact]
    public void Refuses_a_blank_line_among_the_names_with_its_number() =>
        Expect(TestModels.Copy(_models.Path, "nm-blankline.onnx", "nm-blankline.txt"), "nm-blankline.txt, line 2: the line is empty");

    [Fact]
    public void Knows_a_model_of_more_classes_than_cells()
    {
        using var model = TestModels.Load(TestModels.Copy(_models.Path, "spots-1500classes.onnx"));
        Assert.Equal((HeadFamily.YoloV8, 1500, "sku-00000"), (model.Head.Family, model.Head.Classes, model.Description.Labels[0]));
    }

    [Theory]
    [InlineData(2000, true, 3)]
    [InlineData(2000, false, 80)]
    [InlineData(336, true, 3)]
    public void Recognises_rows_selected_by_the_graph_without_configuration(int rows, bool named, int classes)
    {
        var model = ModelProto.Parser.ParseFrom(TestModels.Case("spots-grey.onnx"));
        var chosen = model.Graph.Initializer.Single(tensor => tensor.Name == "grid").Clone();
        var values = new float[rows * EndToEndDecoder.Row];
        new[] { 8, 8, 40, 40, 0.9f, 2, 50, 60, 90, 80, 0.6f, 1 }.CopyTo(values, 0);
        chosen.Name = "chosen";
        chosen.Dims.Clear();
        chosen.Dims.Add([1, rows, EndToEndDecoder.Row]);
        chosen.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan()));
        model.Graph.Initializer.Add(chosen);
        model.Graph.Node.Clear();
        model.Graph.Node.Add(new NodeProto { OpType = "ReduceMax", Input = { "images" }, Output = { "most" } });
        model.Graph.Node.Add(new NodeProto { OpType = "Reshape", Input = { "most", "one" }, Output = { "single" } });
        model.Graph.Node.Add(new NodeProto { OpType = "Mul", Input = { "single", "zero" }, Output = { "nothing" } });
        model.Graph.Node.Add(new NodeProto { OpType = "Add", Input = { "chosen", "nothing" }, Output = { "output0" } });
        var one = model.Graph.Initializer.Single(tensor => tensor.Name == "r8").Clone();
        one.Name = "one";
        one.Dims.Clear();
        one.Dims.Add(1);
        one.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<long>([-1L]));
        model.Graph.Initializer.Add(one);
        model.Graph.Output.Clear();
        model.Graph.Output.Add(new ValueInfoProto { Name = "output0" });
        var file = Path.Combine(_models.Path, "chosen.onnx");
        File.WriteAllBytes(file, named ? model.ToByteArray() : TinyOnnx.WithoutMetadata(model.ToByteArray()));

        using var loaded = TestModels.Load(file);
        Assert.Equal((HeadFamily.EndToEnd, ModelTask.Detect, classes), (loaded.Head.Family, loaded.Head.Task, loaded.Head.Classes));
    }

    [Fact]
    public async Task A_model_of_one_channel_runs_on_the_luminance()
    {
        _models.Put("grey.onnx", TestModels.Case("spots-grey.onnx"));
        _models.Put("colour.onnx", TestModels.Case("nm-yaml-wins.onnx"));
        using var service = new RepositoryService(_models.Path, "grey");
        await service.ReadyAsync();

        // Green is the brightest of the three colours, and the only one above the threshold: 0.587 · 14 − 7 through the sigmoid.
        var best = (await DetectAsync(service)).OrderByDescending(Confidence).First();
        Assert.InRange(Confidence(best), 0.74, 0.80);
        var green = (await DetectAsync(service, "colour")).Where(found => Class(found) == "green").ToArray();
        Assert.InRange(Middle(best), green.Min(Middle) - 1, green.Max(Middle) + 1);

        static double Middle(JsonElement found) => (found.GetProperty("box").GetProperty("x1").GetDouble() + found.GetProperty("box").GetProperty("x2").GetDouble()) / 2;
    }

    [Fact]
    public async Task A_model_that_ends_in_logits_is_served_and_checked_alike()
    {
        // Dropout has no effect during inference, and its name is as long as Sigmoid.
        var whole = TestModels.Case("nm-yaml-wins.onnx");
        _models.Put("whole.onnx", whole);
        _models.Put("logits.onnx", TestModels.Replace(whole, "Sigmoid", "Dropout"));
        using var service = new RepositoryService(_models.Path, "logits");
        await service.ReadyAsync();

        var (expected, found) = (await DetectAsync(service, "whole"), await DetectAsync(service, "logits"));
        Assert.NotEmpty(expected);
        Assert.Equal(expected.Select(Class), found.Select(Class));
        Assert.All(expected.Zip(found), pair => Assert.Equal(Confidence(pair.First), Confidence(pair.Second), 1e-4));

        var output = await CheckAsync(CommandRun.Success, "logits");
        Assert.Matches("(?m)^problems +none", output);
        Assert.Contains("Its scores are logits", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nm-nul", "the name 'a\\u0000b' of class 0")]
    [InlineData("nm-blankline", "nm-blankline.txt, line 2")]
    [InlineData("lfs-pointer", "Git LFS pointer")]
    public async Task The_check_refuses_what_the_service_refuses_and_only_the_check_names_folders(string name, string sentence)
    {
        _models.Put(name + ".onnx", TestModels.Case(name + ".onnx"));
        if (name == "nm-blankline")
        {
            _models.Put(name + ".txt", TestModels.Case(name + ".txt"));
        }

        using var service = new RepositoryService(_models.Path, name);
        await service.UntilModelAsync(name, "has failed", model => model.GetProperty("state").GetString() == "failed");
        using var refused = await service.DetectAsync();
        string[] answers =
        [
            await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            await TextAsync(service, "/v1/models/" + name),
            await TextAsync(service, "/v1/models"),
            await TextAsync(service, "/health"),
            await TextAsync(service, "/ready"),
        ];
        Assert.All(answers, answer => Assert.Contains(sentence, Texts(JsonDocument.Parse(answer).RootElement), StringComparison.Ordinal));
        Assert.All(answers, answer => Assert.DoesNotContain(_models.Path, answer, StringComparison.Ordinal));

        Assert.Contains(sentence, await CheckAsync(CommandRun.Failure, name), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_corrected_names_file_makes_the_model_available_again()
    {
        _models.Put("nm-blankline.onnx", TestModels.Case("nm-blankline.onnx"));
        _models.Put("nm-blankline.txt", TestModels.Case("nm-blankline.txt"));
        using var service = new RepositoryService(_models.Path, "nm-blankline");
        await service.UntilModelAsync("nm-blankline", "has failed", model => model.GetProperty("state").GetString() == "failed");

        _models.Put("nm-blankline.txt", "rot\nweiß\nblau\n"u8.ToArray());
        await service.UntilModelAsync("nm-blankline", "has its names", model => Classes(model) == "rot,weiß,blau");

        _models.Put("nm-blankline.txt", "rot\nweiß\ngrau\n"u8.ToArray());
        await service.UntilModelAsync("nm-blankline", "has its new names", model => Classes(model) == "rot,weiß,grau");

        static string Classes(JsonElement model) => model.TryGetProperty("classes", out var classes)
            ? string.Join(',', classes.EnumerateArray().Select(name => name.GetString())) : "";
    }

    public void Dispose() => _models.Dispose();

    private static async Task<JsonElement[]> DetectAsync(RepositoryService service, string? model = null)
    {
        using var answer = await service.Client.SendAsync(TestModels.Case("spots.png"), "?recording=off" + (model is null ? "" : "&model=" + model), "spots.png");
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, body.ToString());
        return [.. body.GetProperty("detections").EnumerateArray()];
    }

    private static double Confidence(JsonElement detection) => detection.GetProperty("confidence").GetDouble();

    private static string? Class(JsonElement detection) => detection.GetProperty("class").GetString();

    private static async Task<string> TextAsync(RepositoryService service, string path)
    {
        using var answer = await service.Client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>All texts of a response.</summary>
    private static string Texts(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => string.Join('\n', value.EnumerateObject().Select(entry => Texts(entry.Value))),
        JsonValueKind.Array => string.Join('\n', value.EnumerateArray().Select(Texts)),
        _ => value.ToString(),
    };

    private async Task<string> CheckAsync(int code, string name)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var console = new CommandConsole(output, error, IsTerminal: false, TimeProvider.System);
        var file = Path.Combine(_models.Path, name + ".onnx");
        Assert.Equal(code, await VisionCommand.RunAsync(["model", "check", file], console, settings: [], TestContext.Current.CancellationToken));
        return output.ToString();
    }

    private static void Expect(string file, string sentence) =>
        Assert.Contains(sentence, Assert.Throws<ModelException>(() => TestModels.Load(file)).Message, StringComparison.Ordinal);
}
