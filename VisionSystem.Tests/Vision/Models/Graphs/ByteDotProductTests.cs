using Microsoft.ML.OnnxRuntime;
using VisionSystem.Vision.Models;
using VisionSystem.Vision.Models.Graphs;
using VisionSystem.Vision.Models.Graphs.Onnx;
using SessionOptions = Microsoft.ML.OnnxRuntime.SessionOptions;

namespace VisionSystem.Tests.Vision.Models.Graphs;

/// <summary>Integer convolutions, rewritten for the processor's byte dot product, give equal numbers.</summary>
public sealed class ByteDotProductTests
{
    [Theory]
    [InlineData("yolov8n-uint8.onnx")]
    [InlineData("yolov8n-seg-uint8.onnx")]
    [InlineData("yolov8n-cls-uint8.onnx")]
    [InlineData("yolov10n_int8.onnx")]
    public void Gives_the_same_numbers_to_the_last_bit(string model)
    {
        Assert.SkipUnless(ByteDotProduct.IsSupported, "this processor has no dot product of bytes (VNNI), where the form is not used");
        var file = TestData.Require("models/" + model);
        var stored = File.ReadAllBytes(file);

        var rewritten = ByteDotProduct.Rewrite(stored);

        Assert.NotNull(rewritten);
        Assert.Equal(Outputs(stored), Outputs(rewritten));
    }

    [Theory]
    [InlineData("yolov8n-uint8.onnx")]
    [InlineData("yolov10n_int8.onnx")]
    public void Every_input_of_an_integer_convolution_has_a_sign_and_no_weight_has(string model)
    {
        var rewritten = ByteDotProduct.Rewrite(File.ReadAllBytes(TestData.Require("models/" + model)));

        var graph = ModelProto.Parser.ParseFrom(rewritten).Graph;
        var unsigned = graph.Initializer.Where(tensor => tensor.DataType == (int)TensorProto.Types.DataType.Uint8).Select(tensor => tensor.Name).ToHashSet();
        var convolutions = graph.Node.Where(node => node.OpType == "ConvInteger").ToList();
        Assert.NotEmpty(convolutions);
        Assert.All(convolutions, node => Assert.EndsWith("/signed", node.Input[0], StringComparison.Ordinal));
        Assert.All(convolutions, node => Assert.Contains(node.Input[1], unsigned));
    }

    [Theory]
    [InlineData("yolox_nano.onnx")]
    [InlineData("yolov8n_quant.onnx")]
    public void Does_not_change_models_without_integer_convolutions(string model) =>
        Assert.Null(ByteDotProduct.Rewrite(File.ReadAllBytes(TestData.Require("models/" + model))));

    [Fact]
    public void Leaves_a_damaged_file_to_the_engine()
    {
        var whole = File.ReadAllBytes(TestData.Require("models/yolov8n-uint8.onnx"));

        Assert.Null(ByteDotProduct.Rewrite(whole.AsSpan(0, whole.Length / 2)));
        Assert.Null(ByteDotProduct.Rewrite("ConvInteger"u8));
        Assert.Null(ByteDotProduct.Rewrite([]));
    }

    [Fact]
    public void Uses_the_rewritten_graph_when_integers_are_configured()
    {
        var source = ModelSource.Read(TestData.Require("models/yolov8n-uint8.onnx"), QuantizedArithmetic.Integer);

        Assert.Equal(ByteDotProduct.IsSupported, source.ByteGraph is not null);
        Assert.Null(source.Arithmetic);
    }

    /// <summary>Every output for an image of noise.</summary>
    private static float[][] Outputs(byte[] model)
    {
        using var options = new SessionOptions();
        using var session = new InferenceSession(model, options);
        var input = ModelInput.Read(session, "model.onnx");
        using var picture = new NativeTensor(input.Spec, 1);
        var noise = new Random(20);
        foreach (ref var value in picture.Image<float>(0))
        {
            value = noise.NextSingle();
        }

        using var run = new RunOptions();
        using var outputs = session.Run(run, [input.Name], [picture.Value(1)], session.OutputNames);
        return [.. outputs.Select(output => output.GetTensorDataAsSpan<float>().ToArray())];
    }
}
