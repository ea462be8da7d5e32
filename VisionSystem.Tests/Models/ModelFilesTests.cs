using VisionSystem.Inference.Models;

namespace VisionSystem.Tests.Models;

public sealed class ModelFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("models-").FullName;

    [Theory]
    [InlineData("yolov8n.pt")]
    [InlineData("yolov8n.onnx")]
    [InlineData("yolov8n")]
    public void Finds_the_onnx_file_by_any_of_its_names(string name)
    {
        var file = Touch("yolov8n.onnx");
        Assert.Equal(file, Files().Find(name));
    }

    [Fact]
    public void Says_how_to_export_a_model_that_is_there_as_pt_only()
    {
        Touch("yolov8n.pt");
        var refused = Assert.Throws<ModelException>(() => Files().Find("yolov8n.pt"));
        Assert.Equal(ModelFault.NotFound, refused.Fault);
        Assert.Contains("yolo export model=yolov8n.pt format=onnx", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../secret")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("nul\0l")]
    public void Never_leaves_the_folder(string name)
    {
        File.WriteAllText(Path.Combine(Path.GetTempPath(), "secret.onnx"), "");
        Assert.Throws<ModelException>(() => Files().Find(name));
    }

    [Fact]
    public void Takes_the_only_model_as_the_default_one()
    {
        Touch("mine.onnx");
        Assert.Equal("mine", Files().DefaultName());
    }

    [Fact]
    public void Takes_a_path_to_a_file_for_folder_and_default()
    {
        var file = Touch("mine.onnx");
        Touch("other.onnx");
        var files = new ModelFiles(new ModelOptions { Path = file });
        Assert.Equal((_folder, "mine"), (files.Folder, files.DefaultName()));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private ModelFiles Files() => new(new ModelOptions { Path = _folder });

    private string Touch(string name)
    {
        var file = Path.Combine(_folder, name);
        File.WriteAllText(file, "");
        return file;
    }
}
