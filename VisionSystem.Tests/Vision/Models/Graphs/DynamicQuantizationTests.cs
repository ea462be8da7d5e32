using Microsoft.ML.OnnxRuntime;
using VisionSystem.Vision.Models;
using VisionSystem.Vision.Models.Graphs;
using SessionOptions = Microsoft.ML.OnnxRuntime.SessionOptions;

namespace VisionSystem.Tests.Vision.Models.Graphs;

/// <summary>Dynamically quantised models in floats: the same answers but for the rounding of each layer's input.</summary>
public sealed class DynamicQuantizationTests
{
    [Theory]
    [InlineData("yolov8n-uint8.onnx")]
    [InlineData("yolov8n-seg-uint8.onnx")]
    [InlineData("yolov8n-cls-uint8.onnx")]
    [InlineData("yolov10n_int8.onnx")]
    public void Multiplies_no_integers_any_more(string model)
    {
        var inFloats = Read(model).FloatGraph;

        Assert.NotNull(inFloats);
        Assert.Equal(-1, inFloats.AsSpan().IndexOf("Integer"u8));
        Assert.Equal(-1, inFloats.AsSpan().IndexOf("DynamicQuantizeLinear"u8));
    }

    [Fact]
    public void Gives_what_the_integers_give_but_for_their_rounding()
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
    public void Leaves_models_alone_that_are_not_quantised_dynamically(string model) => Assert.Null(Read(model).FloatGraph);

    [Fact]
    public void Leaves_a_damaged_file_to_the_engine()
    {
        var whole = File.ReadAllBytes(TestData.Require("models/yolov8n-uint8.onnx"));

        // The field of the graph says that it is longer than the file.
        Assert.Null(DynamicQuantization.ToFloat(whole.AsSpan(0, whole.Length / 2)));
        Assert.Null(DynamicQuantization.ToFloat("ConvInteger"u8));
        Assert.Null(DynamicQuantization.ToFloat([]));
    }

    [Fact]
    public void Takes_the_file_as_it_is_where_that_is_said() =>
        Assert.Null(ModelSource.Read(TestData.Require("models/yolov8n-uint8.onnx"), QuantizedArithmetic.Integer).FloatGraph);

    private static ModelSource Read(string model) => ModelSource.Read(TestData.Require("models/" + model), QuantizedArithmetic.Auto);

    /// <summary>A classifier's probabilities for a picture of one bright square.</summary>
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
