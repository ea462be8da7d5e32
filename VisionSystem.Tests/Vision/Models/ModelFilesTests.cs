using VisionSystem.Vision.Models;

namespace VisionSystem.Tests.Vision.Models;

public sealed class ModelFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

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
    public void Explains_the_export_of_a_model_that_exists_only_as_pt()
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
    public void Refuses_names_that_lead_out_of_the_folder(string name)
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
        Assert.Equal((_folder.Path, "mine"), (files.Folder, files.DefaultName()));
    }

    [Fact]
    public void Accepts_any_text_as_version_and_resolves_a_name_to_the_highest()
    {
        foreach (var version in new[] { "1.9.0", "1.10.0", "1.11.0-rc.1", "latest", ".hidden" })
        {
            Touch(Path.Combine("mine", version, "model.onnx"));
        }

        Directory.CreateDirectory(Path.Combine(_folder.Path, "mine", "2.0.0"));
        var files = Files();
        Assert.Equal(["latest", "1.9.0", "1.10.0", "1.11.0-rc.1"], files.Versions("mine"));
        Assert.Equal(Path.Combine(_folder.Path, "mine", "1.11.0-rc.1", "model.onnx"), files.Find("mine"));
        Assert.Equal(Path.Combine(_folder.Path, "mine", "latest", "model.onnx"), files.Find("mine/latest"));
        Assert.Equal(["mine"], files.Names());
        Assert.Equal("mine", files.DefaultName());
        Assert.Null(files.TryFind("mine/.hidden"));
        Assert.Null(files.TryFind("mine/.."));
        Assert.Contains("the versions of 'mine' are latest, 1.9.0,", Assert.Throws<ModelException>(() => files.Find("mine/3")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mine", "mine/1.0.0/model.onnx", null, "1.0.0+01234567")]
    [InlineData("mine", "mine/prod/model.onnx", "8.1", "prod+01234567")]
    [InlineData("model", "model/v2/model.onnx", "8.1", "v2+01234567")]
    [InlineData("model", "models/model.onnx", "8.1", "8.1+01234567")]
    [InlineData("mine", "models/mine.onnx", " 8.1 ", "8.1+01234567")]
    [InlineData("mine", "models/mine.onnx", "a\0b", "0123456789ab")]
    [InlineData("mine", "models/mine.onnx", null, "0123456789ab")]
    public void An_answer_names_the_version_by_folder_metadata_and_hash(string name, string file, string? stated, string version) =>
        Assert.Equal(version, ModelVersion.Of(name, file, stated, "0123456789abcdef"));

    [Fact]
    public void An_unreadable_folder_is_skipped_and_reported()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("Folders are closed by their mode, and the user of one thread changed, as Linux does it.");
            return;
        }

        Touch("mine.onnx");
        Touch(Path.Combine("closed", "1", "model.onnx"));
        var closed = Path.Combine(_folder.Path, "closed");
        const UnixFileMode read = UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        File.SetUnixFileMode(_folder.Path, File.GetUnixFileMode(_folder.Path) | read);
        File.SetUnixFileMode(closed, UnixFileMode.None);
        try
        {
            Unprivileged.Run(() =>
            {
                var files = Files();
                Assert.Equal(["mine"], files.Names());
                Assert.Equal("mine", files.DefaultName());
                Assert.Equal([closed], files.Unreadable());
                Assert.Contains("its folder 'closed' cannot be read", Assert.Throws<ModelException>(() => files.Find("closed")).Message, StringComparison.Ordinal);
                var itself = new ModelFiles(new ModelOptions { Path = closed });
                Assert.Equal([closed], itself.Unreadable());
                Assert.Contains("the model folder (CV_MODEL_PATH) cannot be read", Assert.Throws<ModelException>(() => itself.Find("mine")).Message, StringComparison.Ordinal);
            });
        }
        finally
        {
            File.SetUnixFileMode(closed, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public void No_message_for_clients_contains_the_folder()
    {
        Touch("other.onnx");
        foreach (var name in new[] { "mine", "mine/1", "../mine" })
        {
            Assert.DoesNotContain(_folder.Path, Assert.Throws<ModelException>(() => Files().Find(name)).Message, StringComparison.Ordinal);
        }

        Assert.Equal("mine/1/model.onnx is empty", Files().WithoutFolder(Path.Combine(_folder.Path, "mine", "1", "model.onnx") + " is empty"));
        Assert.Equal("Access to the path 'the model folder' is denied.", Files().WithoutFolder($"Access to the path '{_folder.Path}' is denied."));
    }

    public void Dispose() => _folder.Dispose();

    private ModelFiles Files() => new(new ModelOptions { Path = _folder.Path });

    private string Touch(string name)
    {
        var file = Path.Combine(_folder.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, "");
        return file;
    }
}
