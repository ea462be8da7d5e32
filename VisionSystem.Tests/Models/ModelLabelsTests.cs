using VisionSystem.Inference.Models;

namespace VisionSystem.Tests.Models;

public sealed class ModelLabelsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("labels-").FullName;

    private string Model => Path.Combine(_folder, "m.onnx");

    [Fact]
    public void Prefers_the_metadata()
    {
        File.WriteAllText(Path.Combine(_folder, "m.txt"), "wrong\n");
        Assert.Equal(["cat", "dog"], ModelLabels.Read(Model, "{0: 'cat', 1: 'dog'}", 2));
    }

    [Theory]
    [InlineData("m.txt", "cat\ndog\n")]
    [InlineData("m.yaml", "path: x\nnames:\n  0: cat # the first\n  1: 'dog'\nnc: 2\n")]
    [InlineData("m.yaml", "names: [cat, \"dog\"]\n")]
    [InlineData("m.yaml", "names:\n- cat\n- dog\n")]
    public void Falls_back_to_a_file_beside_the_model(string name, string text)
    {
        File.WriteAllText(Path.Combine(_folder, name), text);
        Assert.Equal(["cat", "dog", "class_2"], ModelLabels.Read(Model, null, 3));
    }

    [Fact]
    public void Numbers_the_classes_where_nothing_names_them() => Assert.Equal(["class_0", "class_1"], ModelLabels.Read(Model, "not a dictionary", 2));

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
