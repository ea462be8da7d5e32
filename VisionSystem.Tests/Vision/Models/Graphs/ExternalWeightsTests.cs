using Google.Protobuf;
using VisionSystem.Tests.Inference.Models;
using VisionSystem.Tests.Logging;
using VisionSystem.Vision.Models;
using VisionSystem.Vision.Models.Graphs;
using VisionSystem.Vision.Models.Graphs.Onnx;

namespace VisionSystem.Tests.Vision.Models.Graphs;

/// <summary>Tests graphs that store weights in a separate file.</summary>
public sealed class ExternalWeightsTests : IDisposable
{
    private const string Graph = "ext-ok.onnx";
    private const string Weights = "ext-ok.onnx.data";

    private readonly ModelFolder _models = new();
    private readonly TemporaryFolder _elsewhere = new();

    [Fact]
    public async Task Changed_weights_are_another_version_and_are_swapped_in()
    {
        var (graph, weights) = Put();
        using var service = new RepositoryService(_models.Path, "ext-ok");
        await service.ReadyAsync();
        var first = await service.ModelAsync("ext-ok");
        Assert.Equal(graph.Length + weights.Length, first.GetProperty("size").GetInt64());

        _models.Put(Weights, [.. weights[..1000].Select(value => (byte)(value ^ 1)), .. weights[1000..]]);
        await service.UntilModelAsync("ext-ok", "serves other weights", model => Version(model) != Version(first));
        Assert.NotEqual(first.GetProperty("sha256").GetString(), (await service.ModelAsync("ext-ok")).GetProperty("sha256").GetString());

        _models.Put(Weights, weights);
        await service.UntilServesAsync("ext-ok", Version(first));
        Assert.Equal(Version(first), await service.AnsweringVersionAsync());
    }

    [Fact]
    public async Task Truncated_or_deleted_weights_leave_the_previous_ones_serving()
    {
        var (_, weights) = Put();
        using var service = new RepositoryService(_models.Path, "ext-ok");
        await service.ReadyAsync();
        var version = await service.AnsweringVersionAsync();

        // In place, as an interrupted copy does: a process that has the file mapped fails at its next access.
        using (var file = File.OpenWrite(Path.Combine(_models.Path, Weights)))
        {
            file.SetLength(100);
        }

        Assert.Equal(version, await service.AnsweringVersionAsync());
        await service.UntilModelAsync("ext-ok", "says what is wrong", model => Pending(model).Contains("is truncated or belongs to another export", StringComparison.Ordinal));
        Assert.Equal(version, await service.AnsweringVersionAsync());

        _models.Remove(Weights);
        await service.UntilModelAsync("ext-ok", "says what is missing", model => Pending(model).Contains($"'{Weights}', which is missing", StringComparison.Ordinal));
        Assert.DoesNotContain(_models.Path, Pending(await service.ModelAsync("ext-ok")), StringComparison.Ordinal);
        Assert.Equal(version, await service.AnsweringVersionAsync());
        Assert.Equal(200, await service.StatusAsync("/ready"));

        _models.Put(Weights, weights);
        await service.UntilModelAsync("ext-ok", "is whole again", model => Pending(model) is "");
        Assert.Equal(version, await service.AnsweringVersionAsync());
    }

    [Fact]
    public async Task Weights_that_arrive_later_make_the_model_available()
    {
        var (_, weights) = Put();
        _models.Put(Weights, weights[..5000]);
        using var service = new RepositoryService(_models.Path, "ext-ok");
        await service.UntilModelAsync("ext-ok", "has failed", model => model.GetProperty("state").GetString() == "failed");
        _models.Put(Weights, weights);
        await service.ReadyAsync();
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("/etc/ssl/abc.pem")]
    [InlineData("a/../../b/c.data")]
    [InlineData("..\\..\\secret.dat")]
    public void A_path_that_leaves_the_models_folder_is_refused(string location)
    {
        var (graph, _) = Put();
        _models.Put(Graph, TestModels.Replace(graph, Weights, location));
        Expect(ModelPath, $"'{location}', which is outside the model's folder");
    }

    [Fact]
    public void A_link_out_of_the_models_folder_is_refused_and_one_within_it_is_followed()
    {
        var (_, weights) = Put();
        var link = Path.Combine(_models.Path, Weights);
        var outside = Path.Combine(_elsewhere.Path, "outside.data");
        File.WriteAllBytes(outside, weights);
        File.Delete(link);
        File.CreateSymbolicLink(link, outside);
        Expect(ModelPath, "is outside the model's folder");

        // A link to a folder within the path leaves the model folder as well.
        Directory.CreateSymbolicLink(Path.Combine(_models.Path, "folder"), _elsewhere.Path);
        File.WriteAllBytes(Path.Combine(_elsewhere.Path, "w.data.bi"), weights);
        File.WriteAllBytes(ModelPath, TestModels.Replace(TestModels.Case(Graph), Weights, "folder/w.data.bi"));
        Expect(ModelPath, "is outside the model's folder");

        _models.Put(Graph, TestModels.Case(Graph));
        _models.Put("blobs/1", weights);
        File.Delete(link);
        File.CreateSymbolicLink(link, "blobs/1");
        TestModels.Load(ModelPath).Dispose();

        // The layout of download caches: both files are links into a folder of blobs.
        var snapshot = Directory.CreateDirectory(Path.Combine(_elsewhere.Path, "snapshot")).FullName;
        File.CreateSymbolicLink(Path.Combine(snapshot, Graph), ModelPath);
        File.CreateSymbolicLink(Path.Combine(snapshot, Weights), Path.Combine(_models.Path, "blobs", "1"));
        TestModels.Load(Path.Combine(snapshot, Graph)).Dispose();
    }

    [Fact]
    public void Names_the_error_in_the_weights_file()
    {
        var (graph, weights) = Put();
        _models.Put(Weights, TestModels.Case("lfs-pointer.onnx"));
        Expect(ModelPath, "is a Git LFS pointer");

        _models.Put(Weights, weights);
        _models.Put(Graph, TestModels.Replace(graph, "134400", "934400"));
        Expect(ModelPath, $"needs 934400 bytes at 0 of '{Weights}' for the weights 'grid', but that file has {weights.Length}");

        _models.Put(Graph, TestModels.Replace(graph, "134400", "-34400"));
        Expect(ModelPath, "no valid offset and length for the weights 'grid'");
    }

    [Fact]
    public void Weights_of_constants_within_the_graph_are_read_in_too()
    {
        Put();
        var model = ModelProto.Parser.ParseFrom(TestModels.Case(Graph));
        var grid = model.Graph.Initializer.Single(tensor => tensor.Name == "grid");
        model.Graph.Initializer.Remove(grid);
        const AttributeProto.Types.AttributeType tensor = (AttributeProto.Types.AttributeType)4;
        model.Graph.Node.Insert(0, new NodeProto { OpType = "Constant", Output = { "grid" }, Attribute = { new AttributeProto { Name = "value", T = grid, Type = tensor } } });
        File.WriteAllBytes(ModelPath, model.ToByteArray());
        Assert.Equal([Weights], ExternalWeights.Locations(ModelPath));
        TestModels.Load(ModelPath).Dispose();

        File.Delete(Path.Combine(_models.Path, Weights));
        Expect(ModelPath, $"'{Weights}', which is missing");
    }

    [Fact]
    public void Tensors_that_share_a_weights_file_cannot_exceed_the_graph_size_limit()
    {
        var (_, weights) = Put();
        var model = ModelProto.Parser.ParseFrom(TestModels.Case(Graph));
        var grid = model.Graph.Initializer.Single(tensor => tensor.Name == "grid");
        for (var copy = 0; copy < 15_000; copy++)
        {
            var other = grid.Clone();
            other.Name = $"copy {copy}";
            model.Graph.Initializer.Add(other);
        }

        Assert.True(15_000L * weights.Length > 2_000_000_000);
        File.WriteAllBytes(ModelPath, model.ToByteArray());
        Expect(ModelPath, "which exceeds the limit of 2 GB");
    }

    [Fact]
    public void The_hash_covers_the_graph_and_its_weights()
    {
        var (graph, weights) = Put();
        var whole = ModelSource.Read(ModelPath, QuantizedArithmetic.Auto);
        Assert.Equal(whole.Sha256, ModelSource.Hash(ModelPath));
        Assert.NotEqual(Samples.Sha256Of(graph), whole.Sha256);
        Assert.True(whole.Length > weights.Length, $"{whole.Length}");

        weights[77]++;
        _models.Put(Weights, weights);
        Assert.NotEqual(whole.Sha256, ModelSource.Hash(ModelPath));

        _models.Put("plain.onnx", ModelFolder.Variant("plain"));
        Assert.Equal(Samples.Sha256Of(ModelFolder.Variant("plain")), ModelSource.Hash(Path.Combine(_models.Path, "plain.onnx")));
    }

    public void Dispose()
    {
        _models.Dispose();
        _elsewhere.Dispose();
    }

    private string ModelPath => Path.Combine(_models.Path, Graph);

    private (byte[] Graph, byte[] Weights) Put()
    {
        var (graph, weights) = (TestModels.Case(Graph), TestModels.Case(Weights));
        _models.Put(Graph, graph);
        _models.Put(Weights, weights);
        return (graph, weights);
    }

    private static void Expect(string file, string sentence) =>
        Assert.Contains(sentence, Assert.Throws<ModelException>(() => TestModels.Load(file)).Message, StringComparison.Ordinal);

    private static string Version(System.Text.Json.JsonElement model) => model.GetProperty("version").GetString()!;

    private static string Pending(System.Text.Json.JsonElement model) => model.TryGetProperty("pending_error", out var error) ? error.GetString()! : "";
}
