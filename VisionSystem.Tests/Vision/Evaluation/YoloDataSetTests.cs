using VisionSystem.Vision.Evaluation.Arithmetic;
using VisionSystem.Vision.Evaluation.DataSets;

namespace VisionSystem.Tests.Vision.Evaluation;

public sealed class YoloDataSetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Images => Path.Combine(_folder.Path, "images");

    private string Labels => Path.Combine(_folder.Path, "labels");

    public YoloDataSetTests()
    {
        Write("images/a.jpg", "");
        Write("images/sub/b.PNG", "");
        Write("images/notes.md", "");
        Write("labels/a.txt", "1 0.5 0.5 0.2 0.4\n\n0 0.1 0.1 0.2 0.2 0.93\n");
        Write("labels/sub/b.txt", "");
        Write("data.yaml", "names: [cat, dog]\n");
    }

    [Fact]
    public void Pairs_images_and_labels_by_path_and_gives_boxes_in_pixels()
    {
        var set = new YoloDataSet(Images, Labels);
        Assert.Equal([Path.Combine(Images, "a.jpg"), Path.Combine(Images, "sub/b.PNG")], set.Images);
        Assert.Equal([1, 0], set.Objects(0, 200, 100).Select(truth => truth.ClassId));
        Assert.Equal(new PixelBox(80, 30, 40, 40), Rounded(set.Objects(0, 200, 100)[0].Box));
        Assert.Equal(1600, set.Objects(0, 200, 100)[0].Area, 1e-9);
        Assert.Empty(set.Objects(1, 200, 100));
    }

    [Theory]
    [InlineData("data.yaml", "names: [cat, dog]\n")]
    [InlineData("data.yaml", "nc: 2\nnames:\n  0: cat\n  1: dog\n")]
    [InlineData("obj.names", "cat\ndog\n")]
    [InlineData("labels/classes.txt", "cat\ndog\n")]
    public void Finds_class_names_in_the_labels_folder_or_above(string name, string text)
    {
        File.Delete(Path.Combine(_folder.Path, "data.yaml"));
        Write(name, text);
        Assert.Equal(["cat", "dog"], new YoloDataSet(Images, Labels).Classes);
    }

    [Fact]
    public void Numbers_the_classes_where_nothing_names_them()
    {
        File.Delete(Path.Combine(_folder.Path, "data.yaml"));
        var set = new YoloDataSet(Images, Labels);
        Assert.False(set.HasNames);
        Assert.Equal(["0", "1"], set.Classes);
    }

    [Fact]
    public void Treats_an_image_without_a_label_file_as_empty_and_reports_it()
    {
        File.Delete(Path.Combine(Labels, "sub/b.txt"));
        var set = new YoloDataSet(Images, Labels);
        Assert.Empty(set.Objects(1, 10, 10));
        Assert.Contains("1 of 2 images have no label file and count as empty", set.Notes);
    }

    [Theory]
    [InlineData("0 0.5 0.5 0.1 0.1\n0 0.5 0.5 0.1\n", "line 2: 4 fields")]
    [InlineData("cat 0.5 0.5 0.1 0.1\n", "line 1: 'cat' is not a class number")]
    [InlineData("-1 0.5 0.5 0.1 0.1\n", "line 1: '-1' is not a class number")]
    [InlineData("2 0.5 0.5 0.1 0.1\n", "line 1: class 2, but only 2 classes have names")]
    [InlineData("0 0.5 nan 0.1 0.1\n", "line 1: 'nan' must be relative")]
    [InlineData("0 320 0.5 0.1 0.1\n", "line 1: '320' must be relative")]
    [InlineData("0 0.5 0.5 -0.1 0.1\n", "line 1: '-0.1' must be relative")]
    public void Names_the_file_and_the_line_of_a_bad_label(string text, string expected)
    {
        Write("labels/a.txt", text);
        var error = Assert.Throws<DataSetException>(() => new YoloDataSet(Images, Labels));
        Assert.Contains(Path.Combine(Labels, "a.txt") + ", " + expected, error.Message);
    }

    [Fact]
    public void Reports_that_no_image_has_a_label_file()
    {
        Write("elsewhere/z.txt", "");
        Assert.Contains("No image of", Assert.Throws<DataSetException>(() => new YoloDataSet(Images, Path.Combine(_folder.Path, "elsewhere"))).Message);
    }

    [Fact]
    public void Reports_that_there_is_no_image()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "empty"));
        Assert.Contains("contains no image", Assert.Throws<DataSetException>(() => new YoloDataSet(Path.Combine(_folder.Path, "empty"), Labels)).Message);
    }

    public void Dispose() => _folder.Dispose();

    private static PixelBox Rounded(PixelBox box) => new(Math.Round(box.X, 9), Math.Round(box.Y, 9), Math.Round(box.Width, 9), Math.Round(box.Height, 9));

    private void Write(string name, string text)
    {
        var file = Path.Combine(_folder.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
