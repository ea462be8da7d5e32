using System.Text;
using VisionSystem.Tests.Inference.Models;
using VisionSystem.Vision.Models;

namespace VisionSystem.Tests.Vision.Models.Graphs;

/// <summary>Tests files that are not models, and models that the engine cannot use: one sentence states the remedy.</summary>
public sealed class FileSignatureTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, byte[], string> Files => new()
    {
        { "empty", [], "is empty: copy or export it again" },
        { "lfs", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12851047\n"u8.ToArray(), "is a Git LFS pointer instead of the file: run `git lfs pull`" },
        { "annex", "/annex/objects/SHA256E-s9--0.onnx\n"u8.ToArray(), "is a git-annex pointer" },
        { "html", "\r\n<!DOCTYPE html><html><head><title>404</title></head></html>"u8.ToArray(), "is an HTML or XML page" },
        { "html with mark", [0xEF, 0xBB, 0xBF, .. "<HTML><body>Sign in</body></HTML>"u8], "is an HTML or XML page" },
        { "xml", "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>"u8.ToArray(), "is an HTML or XML page" },
        { "text", "404: Not Found"u8.ToArray(), "is a text file, not an ONNX model" },
        { "json", "{\"error\":\"Entry not found\"}"u8.ToArray(), "is a text file, not an ONNX model" },
        { "torch", [0x50, 0x4B, 3, 4, 0, 0, 8, 8], "is a zip archive, like PyTorch's .pt files" },
        { "gzip", [0x1F, 0x8B, 8, 0], "is compressed with gzip" },
        { "zeros", new byte[4096], "contains only zeros" },
        { "tflite", [0x1C, 0, 0, 0, .. "TFL3"u8, 0, 0], "is a TensorFlow Lite model" },
        { "noise", [0x08, 0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], "is not an ONNX model, or is incomplete" },
        { "cut", ModelFolder.Variant("cut")[..2000], "is not an ONNX model, or is incomplete" },
        { "format", [0x08, 99, .. TinyOnnx.Unknown()[2..]], "has ONNX IR version 99, and this engine supports versions up to" },
        { "opset", [.. TinyOnnx.Unknown()[..^1], 99], "has opset 99, which is newer than this engine supports" },
        { "operator", TestModels.Replace(TinyOnnx.Unknown(), "Identity", "Idendity"), "has the operator 'Idendity', which this engine does not implement" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void Names_the_file_type_and_the_remedy(string name, byte[] content, string sentence)
    {
        var file = Path.Combine(_folder.Path, $"{name}.onnx");
        File.WriteAllBytes(file, content);
        var refused = Assert.Throws<ModelException>(() => TestModels.Load(file));
        Assert.Contains($"{file} {sentence}", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("onnxruntime", refused.Message, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("ErrorCode", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Theory]
    [InlineData("[ErrorCode:NotImplemented] Could not find an implementation for ConvInteger(10) node with name 'c'", "has the operator 'ConvInteger' in a form")]
    [InlineData("[ErrorCode:Fail] Load model from /m/x.onnx failed:Fatal error: com.acme:Fly(-1) is not a registered function/op", "has the operator 'Fly', which this engine does not implement")]
    [InlineData("[ErrorCode:InvalidGraph] Load model from /m/x.onnx failed:This is an invalid model. Error: two nodes with same node name (a).", "has an invalid graph, export it again: Error: two nodes")]
    [InlineData("[ErrorCode:RuntimeException] Exception during initialization: std::bad_alloc", "needs more memory than is available")]
    [InlineData("[ErrorCode:Fail] Load model from /m/x.onnx failed:/onnxruntime_src/onnxruntime/core/graph/model.cc:181 onnxruntime::Model::Model(onnx::ModelProto&&, const Path&) Something new.\nat line 2", "fails in the engine: Something new.")]
    public void Translates_messages_of_the_engine(string message, string sentence) =>
        Assert.StartsWith(sentence, EngineError.Explain(message), StringComparison.Ordinal);

    [Fact]
    public void Recognises_the_LFS_pointer_of_the_shared_cases()
    {
        var file = TestModels.Copy(_folder.Path, "lfs-pointer.onnx");
        Assert.Contains("Git LFS pointer", Assert.Throws<ModelException>(() => TestModels.Load(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_a_file_of_names_that_is_a_pointer()
    {
        var file = TestModels.Copy(_folder.Path, "nm-blankline.onnx");
        File.WriteAllText(Path.ChangeExtension(file, ".txt"), "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n", Encoding.ASCII);
        Assert.Contains("nm-blankline.txt is a Git LFS pointer", Assert.Throws<ModelException>(() => TestModels.Load(file)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
