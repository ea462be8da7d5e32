using VisionSystem.Inference.Caching;
using VisionSystem.Vision.Decoders;
using VisionSystem.Vision.Decoders.Segmentation;
using VisionSystem.Vision.Imaging;
using VisionSystem.Vision.Models;

namespace VisionSystem.Tests.Inference.Caching;

/// <summary>A cached result is found only for the same request by the same caller, with the same model and image.</summary>
public sealed class ResultKeyTests
{
    private const string Image = "a3f5";

    private static readonly DetectionParameters Asked = new(.25f, .45f, 300, ClassFilter.All) { Task = ModelTask.Detect };

    [Fact]
    public void Equal_requests_have_one_key() =>
        Assert.Equal(ResultKey.Of("a", Image, Model(), Asked, "person"), ResultKey.Of("a", Image, Model(name: "renamed"), Asked, "person"));

    [Fact]
    public void An_explicit_default_and_the_response_form_do_not_change_the_key() =>
        Assert.Equal(
            ResultKey.Of("a", Image, Model(), Asked, "person"),
            ResultKey.Of("a", Image, Model(), Asked with { Conversion = new PixelConversion(Colour.White, ValueScale.Depth), Drawn = true }, "person"));

    [Fact]
    public void Keys_differ_by_tenant_image_model_and_parameters()
    {
        string[] keys =
        [
            ResultKey.Of("a", Image, Model(), Asked, "person"),
            ResultKey.Of("b", Image, Model(), Asked, "person"),
            ResultKey.Of("a", "b4c6", Model(), Asked, "person"),
            ResultKey.Of("a", Image, Model(sha256: "01"), Asked, "person"),
            ResultKey.Of("a", Image, Model(label: "other"), Asked, "person"),
            ResultKey.Of("a", Image, Model(arithmetic: "float32"), Asked, "person"),
            ResultKey.Of("a", Image, Model(), Asked with { Confidence = .2500001f }, "person"),
            ResultKey.Of("a", Image, Model(), Asked with { Iou = .5f }, "person"),
            ResultKey.Of("a", Image, Model(), Asked with { MaxDetections = 299 }, "person"),
            ResultKey.Of("a", Image, Model(), Asked with { Task = ModelTask.Segment }, "person"),
            ResultKey.Of("a", Image, Model(), Asked with { Masks = MaskForm.Rle }, "person"),
            ResultKey.Of("a", Image, Model(), Asked with { Conversion = new PixelConversion(Colour.Black, ValueScale.Depth) }, "person"),
            ResultKey.Of("a", Image, Model(), Asked with { Conversion = new PixelConversion(null, ValueScale.Range) }, "person"),
            ResultKey.Of("a", Image, Model(), Asked, "person,dog"),
            ResultKey.Of("a", Image, Model(), Asked, null),
        ];

        Assert.Equal(keys.Length, keys.Distinct().Count());
    }

    private static ModelDescription Model(string name = "m", string sha256 = "00", string label = "label", string? arithmetic = null) => new()
    {
        Name = name,
        File = "m.onnx",
        Sha256 = sha256,
        Version = "1",
        Task = "detect",
        Family = HeadFamily.YoloV8,
        Labels = [label],
        InputName = "images",
        InputWidth = 64,
        InputHeight = 64,
        DynamicBatch = false,
        OutputNames = ["out"],
        Arithmetic = arithmetic,
    };
}
