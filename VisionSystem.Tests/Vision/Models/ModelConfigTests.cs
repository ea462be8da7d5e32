using System.Numerics;
using VisionSystem.Vision.Decoders;
using VisionSystem.Vision.Models;
using VisionSystem.Vision.Preprocessing;

namespace VisionSystem.Tests.Vision.Models;

public sealed class ModelConfigTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Model => Path.Combine(_folder.Path, "m.onnx");

    [Fact]
    public void Reads_every_key()
    {
        var card = Read("""
            task: pose
            names: [person]
            confidence: 0.4
            iou: 0.6
            warmup: photo.jpg
            input:
              color: bgr
              range: 255
              mean: [1, 2, 3]
              std: [2, 2, 2]
              placement: top-left
              pad: 0
              width: 320
              height: 256
            """);
        Assert.Equal((ModelTask.Pose, 0.4f, 0.6f, 320, 256), (card.Task, card.Confidence, card.Iou, card.Width, card.Height));
        Assert.Equal(Path.Combine(_folder.Path, "photo.jpg"), card.WarmUp);
        Assert.Equal(
            new InputPreparation(new PixelLayout(true, new Vector3(0.5f), new Vector3(-0.5f, -1, -1.5f)), LetterboxPlacement.TopLeft, 0),
            card.ApplyTo(InputPreparation.Default));
    }

    [Fact]
    public void A_data_set_file_is_accepted_without_effect_on_the_model()
    {
        var card = Read("path: ../coco\ntrain: images\nnames:\n  0: person\n");
        Assert.Equal(InputPreparation.YoloX, card.ApplyTo(InputPreparation.YoloX));
        Assert.Null(card.Task);
    }

    [Theory]
    [InlineData("task: paint", "task")]
    [InlineData("confidence: 2", "confidence")]
    [InlineData("iou: high", "iou")]
    [InlineData("input: rgb", "input")]
    [InlineData("input: {colour: rgb}", "input.colour")]
    [InlineData("input: {range: 2}", "input.range")]
    [InlineData("input: {mean: [1, 2]}", "input.mean")]
    [InlineData("input: {pad: 300}", "input.pad")]
    public void Names_the_file_and_key_of_an_invalid_value(string yaml, string key)
    {
        var refused = Assert.Throws<ModelException>(() => Read(yaml));
        Assert.Contains("m.yaml: " + key + ":", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_the_line_of_invalid_yaml() =>
        Assert.Contains("m.yaml, line 2", Assert.Throws<ModelException>(() => Read("task: pose\n  names: [")).Message, StringComparison.Ordinal);

    [Fact]
    public void Is_found_beside_or_above_a_version()
    {
        var version = Directory.CreateDirectory(Path.Combine(_folder.Path, "mine", "1")).FullName;
        File.WriteAllText(Path.Combine(_folder.Path, "mine", "model.yaml"), "task: obb");
        Assert.Equal(ModelTask.Obb, ModelConfig.Read(Path.Combine(version, "model.onnx")).Task);
        File.WriteAllText(Path.Combine(version, "model.yaml"), "task: pose");
        Assert.Equal(ModelTask.Pose, ModelConfig.Read(Path.Combine(version, "model.onnx")).Task);
    }

    [Fact]
    public void Reads_how_a_classifier_wants_its_images()
    {
        WriteConfig("""{"do_normalize":true,"image_mean":[0.5,0.5,0.5],"image_std":[0.5,0.5,0.5],"size":{"height":224,"width":224}}""");
        var stretched = PreprocessorConfig.Read(Model, 224, 224);
        Assert.Equal((LetterboxPlacement.Stretch, 1f, new Vector3(-1)), (stretched.Placement, stretched.Kept, stretched.Layout.Offset));

        WriteConfig("""{"do_rescale":false,"do_normalize":false,"do_center_crop":true,"size":{"shortest_edge":448}}""");
        var cropped = PreprocessorConfig.Read(Model, 224, 224);
        Assert.Equal((LetterboxPlacement.Crop, 0.5f, Vector3.One), (cropped.Placement, cropped.Kept, cropped.Layout.Scale));

        WriteConfig("not json");
        Assert.Contains("preprocessor_config.json", Assert.Throws<ModelException>(() => PreprocessorConfig.Read(Model, 224, 224)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private ModelConfig Read(string yaml)
    {
        File.WriteAllText(Path.Combine(_folder.Path, "m.yaml"), yaml);
        return ModelConfig.Read(Model);
    }

    private void WriteConfig(string json) => File.WriteAllText(PreprocessorConfig.PathOf(Model), json);
}
