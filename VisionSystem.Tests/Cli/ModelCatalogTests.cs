using VisionSystem.Cli.Models.Catalog;

namespace VisionSystem.Tests.Cli;

public sealed class ModelCatalogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Ships_YOLOX_with_licence_address_and_pinned_hash()
    {
        var entries = ModelCatalog.Read(_folder.Path).Entries.ToArray();
        Assert.Equal(["yolox_nano", "yolox_tiny", "yolox_s"], entries.Select(entry => entry.Name));
        Assert.All(entries, entry =>
        {
            Assert.Equal("Apache-2.0", entry.Licence);
            Assert.Matches("^[0-9a-f]{64}$", entry.Sha256);
            Assert.Equal($"https://github.com/Megvii-BaseDetection/YOLOX/releases/download/0.1.1rc0/{entry.Name}.onnx", entry.Url);
        });
    }

    [Fact]
    public void Stores_entries_of_the_user_beside_the_models()
    {
        ModelCatalog.Read(_folder.Path).Add(new CatalogEntry("mine", "http://a/1.onnx"));
        ModelCatalog.Read(_folder.Path).Add(new CatalogEntry("mine", "http://a/2.onnx"));
        Assert.Equal("http://a/2.onnx", ModelCatalog.Read(_folder.Path).Find("mine")!.Url);
        Assert.True(File.Exists(Path.Combine(_folder.Path, "catalog.json")));
    }

    [Fact]
    public void Does_not_let_an_entry_of_the_user_replace_a_shipped_one()
    {
        ModelCatalog.Read(_folder.Path).Add(new CatalogEntry("yolox_s", "http://evil/x.onnx"));
        Assert.StartsWith("https://github.com/", ModelCatalog.Read(_folder.Path).Find("yolox_s")!.Url, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
