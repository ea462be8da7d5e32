using Microsoft.Extensions.Logging.Abstractions;
using VisionSystem.Vision.Decoders;
using VisionSystem.Vision.Imaging;
using VisionSystem.Vision.Models;
using VisionSystem.Vision.Preprocessing;

namespace VisionSystem.Tests.Vision.Models;

/// <summary>Real graphs of every input type: classifiers that return the mean of red, green and blue.</summary>
public sealed class ModelInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(TinyOnnx.Float, TinyOnnx.Float, false, 1, 32)]
    [InlineData(TinyOnnx.Float, TinyOnnx.Float, true, 1, 32)]
    [InlineData(TinyOnnx.Float16, TinyOnnx.Float16, false, 1, 32)]
    [InlineData(TinyOnnx.Float16, TinyOnnx.Float, true, 1, 32)]
    [InlineData(TinyOnnx.UInt8, TinyOnnx.Float, false, 1, 32)]
    [InlineData(TinyOnnx.UInt8, TinyOnnx.Float16, true, 1, 32)]
    [InlineData(TinyOnnx.Float, TinyOnnx.Float, false, 4, 32)]
    [InlineData(TinyOnnx.Float, TinyOnnx.Float, false, -1, -1)]
    public void Takes_every_type_of_input_in_either_layout_of_any_batch(int input, int output, bool channelsLast, long batch, long side)
    {
        long[] shape = channelsLast ? [batch, side, side, 3] : [batch, 3, side, side];
        using var model = Load(TinyOnnx.ColourMeans(input, output, channelsLast, shape), "names: [red, green, blue]\ninput: {range: 255, width: 48, height: 48}");

        Assert.Equal((side < 0 ? 48 : 32, ModelTask.Classify), (model.Description.InputWidth, model.Head.Task));
        var means = Means(model, 40, 200, 90);
        Assert.Equal([40f, 200f, 90f], means, (a, b) => MathF.Abs(a - b) < 0.5f);
    }

    [Theory]
    [InlineData(TinyOnnx.Float, false, 1)]
    [InlineData(TinyOnnx.Float, true, 1)]
    [InlineData(TinyOnnx.Float16, false, 2)]
    [InlineData(TinyOnnx.UInt8, true, 1)]
    public void Gives_a_model_of_one_channel_the_luminance(int type, bool channelsLast, long batch)
    {
        long[] shape = channelsLast ? [batch, 32, 32, 1] : [batch, 1, 32, 32];
        using var model = Load(TinyOnnx.GreyMeans(type, channelsLast, shape), "names: [dark, bright]\ninput: {range: 255, pad: 0, placement: stretch}");
        Assert.True(model.Description.Preparation.Layout.Grey);
        Assert.Equal((0.299f * 40) + (0.587f * 200) + (0.114f * 90), Means(model, 40, 200, 90)[0], 1f);
    }

    [Fact]
    public void Normalises_as_a_classifier_was_trained()
    {
        File.WriteAllText(
            Path.Combine(_folder.Path, "preprocessor_config.json"),
            """{"image_mean":[0.5,0.4,0.3],"image_std":[0.5,0.25,0.2],"size":{"height":32,"width":32}}""");
        using var model = Load(TinyOnnx.ColourMeans(TinyOnnx.Float, TinyOnnx.Float, false, 1, 3, 32, 32), null);
        var expected = new[] { ((51 / 255f) - 0.5f) / 0.5f, ((102 / 255f) - 0.4f) / 0.25f, (1 - 0.3f) / 0.2f };
        Assert.Equal(expected, Means(model, 51, 102, 255), (a, b) => MathF.Abs(a - b) < 0.01f);
    }

    [Theory]
    [InlineData("yolov8n-uint8", ModelTask.Detect, HeadFamily.YoloV8, 80, LetterboxPlacement.Centre)]
    [InlineData("yolov8n-seg-uint8", ModelTask.Segment, HeadFamily.YoloV8, 80, LetterboxPlacement.Centre)]
    [InlineData("yolov8n-pose-uint8", ModelTask.Pose, HeadFamily.YoloV8, 1, LetterboxPlacement.Centre)]
    [InlineData("yolov8n-obb-uint8", ModelTask.Obb, HeadFamily.YoloV8, 15, LetterboxPlacement.Centre)]
    [InlineData("yolov8n-cls-uint8", ModelTask.Classify, HeadFamily.Classifier, 1000, LetterboxPlacement.Crop)]
    [InlineData("yolov10n_int8", ModelTask.Detect, HeadFamily.EndToEnd, 80, LetterboxPlacement.Centre)]
    [InlineData("yolox_nano", ModelTask.Detect, HeadFamily.YoloX, 80, LetterboxPlacement.TopLeft)]
    internal void Knows_a_real_model_without_its_metadata(string name, ModelTask task, HeadFamily family, int classes, LetterboxPlacement placement)
    {
        var file = TestData.Require($"models/{name}.onnx");
        using var model = Load(TinyOnnx.WithoutMetadata(File.ReadAllBytes(file)), null);
        Assert.Equal((task, family, classes, placement), (model.Head.Task, model.Head.Family, model.Head.Classes, model.Description.Preparation.Placement));
        Assert.Equal("class_0", model.Description.Labels[0]);
    }

    [Fact]
    public void Names_outputs_of_no_known_family()
    {
        var refused = Assert.Throws<ModelException>(() => Load(TinyOnnx.Unknown(), null));
        Assert.Contains("'small' [1,3,64,64], 'medium' [1,3,64,64], 'large' [1,3,64,64]", refused.Message, StringComparison.Ordinal);
        Assert.Contains("mine.onnx", refused.Message, StringComparison.Ordinal);
        Assert.Contains("[1,4+classes,N]", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_an_input_that_is_not_an_image()
    {
        var refused = Assert.Throws<ModelException>(() => Load(TinyOnnx.ColourMeans(TinyOnnx.Float, TinyOnnx.Float, false, 1, 4, 32, 32), null));
        Assert.Contains("'picture' is Float [1,4,32,32]", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private LoadedModel Load(byte[] onnx, string? card)
    {
        var file = Path.Combine(_folder.Path, "mine.onnx");
        File.WriteAllBytes(file, onnx);
        if (card is not null)
        {
            File.WriteAllText(Path.ChangeExtension(file, ".yaml"), card);
        }

        var options = new ExecutionOptions { Providers = new("cpu") };
        return new ModelLoader(
            new ExecutionProviders(options, TimeProvider.System, NullLogger<ExecutionProviders>.Instance), options, NullLogger<ModelLoader>.Instance).Load("mine", file);
    }

    /// <summary>The output of the graph before softmax for an image of one colour.</summary>
    private static float[] Means(LoadedModel model, byte red, byte green, byte blue)
    {
        using var picture = PixelBuffer.Rent(60, 40);
        for (var y = 0; y < picture.Height; y++)
        {
            var row = picture.Row(y);
            for (var x = 0; x < row.Length; x += 3)
            {
                (row[x], row[x + 1], row[x + 2]) = (red, green, blue);
            }
        }

        var slot = model.NewBuffers();
        var plan = model.Description.Preparation.Plan(60, 40, model.Description.InputWidth, model.Description.InputHeight);
        slot.Fill(0, new UprightView(picture, 1), plan, model.Description.Preparation);
        model.Run(slot, 1, alone: true);
        var means = slot.Output(0).ToArray();
        slot.Dispose();
        return means;
    }
}
