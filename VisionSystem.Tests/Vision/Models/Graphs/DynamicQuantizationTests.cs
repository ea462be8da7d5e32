using Microsoft.ML.OnnxRuntime;
using VisionSystem.Vision.Models;
using VisionSystem.Vision.Models.Graphs;
using SessionOptions = Microsoft.ML.OnnxRuntime.SessionOptions;

namespace VisionSystem.Tests.Vision.Models.Graphs;

/// <summary>
/// Dynamically quantized models, converted to float, give the same results except for the rounding of each layer's input.
/// </summary>
public sealed class DynamicQuantizationTests
{
    [Theory]
    [InlineData("yolov8n-uint8.onnx")]
    [InlineData("yolov8n-seg-uint8.onnx")]
    [InlineData("yolov8n-cls-uint8.onnx")]
    [InlineData("yolov10n_int8.onnx")]
    public void Contains_no_integer_multiplication_after_the_conversion(string model)
    {
        var inFloats = Read(model).FloatGraph;

        Assert.NotNull(inFloats);
        Assert.Equal(-1, inFloats.AsSpan().IndexOf("Integer"u8));
        Assert.Equal(-1, inFloats.AsSpan().IndexOf("DynamicQuantizeLinear"u8));
    }

    [Fact]
    public void Gives_the_integer_results_within_rounding()
    {
        var source = Read("yolov8n-cls-uint8.onnx");

        var (integers, floats) = (Classes(source.AsStored()), Classes(source));

        Assert.Equal(Array.IndexOf(integers, integers.Max()), Array.IndexOf(floats, floats.Max()));
        Assert.All(integers.Zip(floats), pair => Assert.InRange(pair.Second, pair.First - 0.05f, pair.First + 0.05f));
        Assert.NotEqual(integers, floats);
    }

    [Theory]
    [InlineData("yolox_nano.onnx")]
    [InlineData("yolov8n_quant.onnx")]
    public void Does_not_change_models_that_are_not_dynamically_quantised(string model) => Assert.Null(Read(model).FloatGraph);

    [Fact]
    public void Leaves_a_damaged_file_to_the_engine()
    {
        var whole = File.ReadAllBytes(TestData.Require("models/yolov8n-uint8.onnx"));

        // The graph field declares a length beyond the end of the file.
        Assert.Null(DynamicQuantization.ToFloat(whole.AsSpan(0, whole.Length / 2)));
        Assert.Null(DynamicQuantization.ToFloat("ConvInteger"u8));
        Assert.Null(DynamicQuantization.ToFloat([]));
    }

    [Fact]
    public void Does_not_convert_the_file_when_conversion_is_off() =>
        Assert.Null(ModelSource.Read(TestData.Require("models/yolov8n-uint8.onnx"), QuantizedArithmetic.Integer).FloatGraph);

    private static ModelSource Read(string model) => ModelSource.Read(TestData.Require("models/" + model), QuantizedArithmetic.Auto);

    /// <summary>A classifier's probabilities for an image of one bright square.</summary>
    private static float[] Classes(ModelSource source)
    {
        using var options = new SessionOptions();
        using var session = source.Open(options);
        var input = ModelInput.Read(session, source.File);
        using var picture = new NativeTensor(input.Spec, 1);
        picture.Image<float>(0).Slice(20_000, 15_000).Fill(1);
        using var run = new RunOptions();
        using var outputs = session.Run(run, [input.Name], [picture.Value(1)], session.OutputNames);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }
}
