using VisionSystem.Vision.Models;

namespace VisionSystem.Tests.Vision.Models;

public sealed class ModelLabelsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Model => Path.Combine(_folder.Path, "m.onnx");

    [Fact]
    public void Prefers_the_metadata()
    {
        File.WriteAllText(Path.Combine(_folder.Path, "m.txt"), "wrong\n");
        Assert.Equal(["cat", "dog"], ModelLabels.Read(Model, "{0: 'cat', 1: 'dog'}", 2));
    }

    [Theory]
    [InlineData("m.txt", "cat\ndog\n")]
    [InlineData("m.yaml", "path: x\nnames:\n  0: cat # the first\n  1: 'dog'\nnc: 2\n")]
    [InlineData("m.yaml", "names: [cat, \"dog\"]\n")]
    [InlineData("m.yaml", "names:\n- cat\n- dog\n")]
    public void Falls_back_to_a_file_beside_the_model(string name, string text)
    {
        File.WriteAllText(Path.Combine(_folder.Path, name), text);
        Assert.Equal(["cat", "dog", "class_2"], ModelLabels.Read(Model, null, 3));
    }

    [Fact]
    public void Numbers_the_classes_where_nothing_names_them() => Assert.Equal(["class_0", "class_1"], ModelLabels.Read(Model, "not a dictionary", 2));

    [Theory]
    [InlineData("{'0': 'cat', '1': 'dog'}")]
    [InlineData("{\"0\": \"cat\", \"1\": \"dog\"}")]
    [InlineData("['cat', 'dog']")]
    [InlineData("[\"cat\", \"d\\u006fg\"]")]
    [InlineData("{'cat': 0, 'dog': 1}")]
    [InlineData("{1: 'dog', 0: 'cat', 'note': 'mine'}")]
    [InlineData("{\"0\": \"cat\", \"1\": \"dog\", \"2\": null}")]
    public void Reads_the_metadata_as_exporters_write_it(string metadata) =>
        Assert.Equal(["cat", "dog", "class_2"], ModelLabels.Read(Model, metadata, 3));

    [Theory]
    [InlineData("{0: 7, 1: 0.5, 2: True}", "7", "0.5", "True")]
    [InlineData("{\"0\": 7, \"1\": 0.50, \"2\": true}", "7", "0.50", "true")]
    [InlineData("[7, 8, 9]", "7", "8", "9")]
    public void Takes_numbers_for_names(string metadata, params string[] names) => Assert.Equal(names, ModelLabels.Read(Model, metadata, 3));

    [Theory]
    [InlineData("not a dictionary")]
    [InlineData("{}")]
    [InlineData("{'cat', 'dog'}")]
    [InlineData("3")]
    public void Falls_back_to_the_text_file_where_the_metadata_cannot_be_read_and_says_so(string metadata)
    {
        Write("m.txt", "Katze\r\nHund\r\n\r\n");
        var names = ModelLabels.Find(Model, metadata);
        Assert.Equal(["Katze", "Hund"], ModelLabels.NameAll(names.ById, 2));
        Assert.Equal(Path.Combine(_folder.Path, "m.txt"), names.Source);
        Assert.Contains("The names in the metadata of", names.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void The_operators_file_wins_over_metadata_and_text_file()
    {
        Write("m.txt", "wrong\n");
        Write("m.yaml", "names: [Katze, Hund]\n");
        Assert.Equal(["Katze", "Hund"], ModelLabels.Read(Model, "{0: 'cat', 1: 'dog'}", 2));
        Write("m.yaml", "confidence: 0.4\n");
        Assert.Equal(["cat", "dog"], ModelLabels.Read(Model, "{0: 'cat', 1: 'dog'}", 2));
    }

    [Theory]
    [InlineData("m.txt", "cat\n\ndog\n", "m.txt, line 2: the line is empty")]
    [InlineData("m.txt", "\n \ncat\n", "m.txt, line 1: the line is empty")]
    [InlineData("m.yaml", "task: detect\nnames: cat\n", "m.yaml, line 2: names: a list of names, or a mapping")]
    [InlineData("m.yaml", "names:\n  0: cat\n  one: dog\n", "m.yaml, line 3: names: 'one' is not a class id")]
    [InlineData("m.yaml", "names:\n- cat\n- [dog]\n", "m.yaml, line 3: names: one text per class")]
    [InlineData("m.yaml", "names: [cat\n", "m.yaml, line")]
    [InlineData("config.json", "{\n\"id2label\": {0}\n}", "config.json, line 2: the file is not valid JSON")]
    public void Names_the_file_and_line_of_an_invalid_label(string name, string text, string sentence)
    {
        Write(name, text);
        Assert.Contains(sentence, Assert.Throws<ModelException>(() => ModelLabels.Find(Model, null)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{0: 'cat', 1: ''}")]
    [InlineData("{0: 'cat', 1: 'a\\x00b'}")]
    [InlineData("{0: 'cat', 1: '\\ud83d'}")]
    public void Refuses_class_names_that_cannot_be_stored_and_names_the_class(string metadata)
    {
        var names = ModelLabels.Find(Model, metadata);
        var refused = Assert.Throws<ModelException>(() => ModelLabels.RequireStorable(ModelLabels.NameAll(names.ById, 2), names, Model));
        Assert.Contains("of class 1 (", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\0', refused.Message);
    }

    [Fact]
    public void Names_the_line_that_is_no_UTF_8()
    {
        File.WriteAllBytes(Path.Combine(_folder.Path, "m.txt"), [.. "cat\ngr"u8, 0xFC, .. "n\n"u8]);
        Assert.Contains("m.txt, line 2: the line is not UTF-8", Assert.Throws<ModelException>(() => ModelLabels.Find(Model, null)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder.Path, name), text);
}
