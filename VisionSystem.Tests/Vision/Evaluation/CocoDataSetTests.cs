using VisionSystem.Vision.Evaluation.DataSets;

namespace VisionSystem.Tests.Vision.Evaluation;

public sealed class CocoDataSetTests : IDisposable
{
    private const string Truth =
        """
        {"info": {"year": 2017},
         "images": [{"id": 7, "file_name": "b.jpg", "width": 100, "height": 100}, {"id": 3, "file_name": "a.jpg"}],
         "annotations": [
           {"id": 1, "image_id": 3, "category_id": 90, "bbox": [10, 10, 20, 20], "area": 300.5, "iscrowd": 0, "segmentation": [[1, 2, 3, 4]]},
           {"id": 2, "image_id": 7, "category_id": 18, "bbox": [1, 2, 3, 4], "iscrowd": 1}],
         "categories": [{"id": 90, "name": "toothbrush"}, {"id": 18, "name": "dog", "supercategory": "animal"}]}
        """;

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Numbers_the_categories_in_order_of_their_ids_despite_gaps()
    {
        var set = Read(Truth);
        Assert.Equal(["dog", "toothbrush"], set.Classes);
        Assert.Equal(["a.jpg", "b.jpg"], set.Images);
        var brush = Assert.Single(set.Objects(0, 0, 0));
        Assert.Equal((1, 300.5, false), (brush.ClassId, brush.Area, brush.IsCrowd));
        var dog = Assert.Single(set.Objects(1, 0, 0));
        Assert.Equal((0, 12, true), (dog.ClassId, dog.Area, dog.IsCrowd));
    }

    [Fact]
    public void Skips_and_reports_images_that_are_not_in_the_folder()
    {
        File.WriteAllText(Path.Combine(_folder.Path, "a.jpg"), "");
        var set = new CocoDataSet(Write("truth.json", Truth), _folder.Path);
        Assert.Equal([Path.Combine(_folder.Path, "a.jpg")], set.Images);
        Assert.Contains("1 of the 2 images", Assert.Single(set.Notes));
    }

    [Theory]
    [InlineData("[]", 0)]
    [InlineData("""[{"image_id": 3, "category_id": 90, "bbox": [10, 10, 20, 20], "score": 0.9}]""", 1)]
    [InlineData("""{"annotations": [{"image_id": 3, "category_id": 90, "bbox": [10, 10, 20, 20], "score": 0.9}]}""", 1)]
    public void Measures_detections_of_a_results_file(string results, double ap) =>
        Assert.Equal(ap, Read(Truth).Measure(new CocoResults(Write("results.json", results))).Ap);

    [Theory]
    [InlineData("""[{"image_id": 4, "category_id": 90, "bbox": [1, 1, 2, 2], "score": 0.9}]""", "entry 1 refers to image 4")]
    [InlineData("""[{"image_id": 3, "category_id": 90, "bbox": [1, 1, 2], "score": 0.9}]""", "entry 1 must have a bbox of four numbers")]
    [InlineData("""[{"image_id": 3, "category_id": 90, "bbox": [1, 1, 2, 2]}]""", "entry 1 must have")]
    [InlineData("[{\n\"image_id\": \"x\"}]", "results.json, line 2 is not a COCO results file")]
    [InlineData("nonsense", "results.json, line 1 is not a COCO results file")]
    [InlineData("{}", "contains no list")]
    public void Names_what_is_wrong_with_a_results_file(string results, string expected)
    {
        var file = Write("results.json", results);
        Assert.Contains(expected, Assert.Throws<DataSetException>(() => Read(Truth).Measure(new CocoResults(file))).Message);
    }

    [Theory]
    [InlineData("{}", "images, annotations and categories are expected")]
    [InlineData("", "line 1 is not a COCO data set")]
    [InlineData("""{"images": [], "annotations": [], "categories": []}""", "lists no image")]
    [InlineData("""{"images": [{"id": 1}], "annotations": [{"id": 5, "image_id": 1, "category_id": 2, "bbox": [1, 2, 3, 4]}], "categories": []}""", "annotation 5 is of category 2")]
    [InlineData("""{"images": [{"id": 1}], "annotations": [{"id": 5, "image_id": 1, "category_id": 2}], "categories": [{"id": 2, "name": "x"}]}""", "annotation 5 has no bbox")]
    [InlineData("""{"images": [{"id": 1}], "annotations": [], "categories": [{"id": 2, "name": "x"}, {"id": 3, "name": "x"}]}""", "two categories have the name 'x'")]
    public void Names_what_is_wrong_with_a_data_set_file(string truth, string expected) =>
        Assert.Contains(expected, Assert.Throws<DataSetException>(() => Read(truth)).Message);

    public void Dispose() => _folder.Dispose();

    private CocoDataSet Read(string truth) => new(Write("truth.json", truth), folder: null);

    private string Write(string name, string text)
    {
        var file = Path.Combine(_folder.Path, name);
        File.WriteAllText(file, text);
        return file;
    }
}
