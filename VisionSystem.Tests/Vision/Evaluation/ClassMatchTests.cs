using VisionSystem.Vision.Evaluation;
using VisionSystem.Vision.Evaluation.Arithmetic;
using VisionSystem.Vision.Evaluation.DataSets;

namespace VisionSystem.Tests.Vision.Evaluation;

public sealed class ClassMatchTests
{
    [Fact]
    public void Matches_by_name_without_case_and_through_the_words_of_PASCAL_VOC()
    {
        var match = ClassMatch.Of(
            ["person", "airplane", "motorcycle", "dining table", "potted plant", "couch", "tv", "zebra"],
            Truth("TVmonitor", "sofa", "pottedplant", "diningtable", "motorbike", "aeroplane", "Person"));
        Assert.Equal([6, 5, 4, 3, 2, 1, 0, -1], Enumerable.Range(0, 8).Select(id => match[id]));
        Assert.Contains(match.Notes, note => note.StartsWith("7 of the ground truth's 7 classes are matched by name", StringComparison.Ordinal));
        Assert.Contains("1 of the model's 8 classes are not in the ground truth and are ignored", match.Notes);
    }

    [Fact]
    public void Reports_the_classes_that_the_model_lacks() =>
        Assert.Contains(ClassMatch.Of(["cat"], Truth("cat", "wombat")).Notes, note => note.Contains("no class for wombat", StringComparison.Ordinal));

    [Fact]
    public void Matches_by_number_where_the_model_has_no_names()
    {
        var match = ClassMatch.Of(["class_0", "class_1", "class_2"], Truth("bolt", "nut"));
        Assert.Equal([0, 1, -1], [match[0], match[1], match[2]]);
        Assert.Contains("by number", match.Notes[0]);
    }

    [Fact]
    public void Takes_eighty_unnamed_classes_as_COCO_against_classes_of_COCO()
    {
        var match = ClassMatch.Of([.. Enumerable.Range(0, 80).Select(id => $"class_{id}")], Truth("cat", "person", "aeroplane"));
        Assert.Equal([1, 0, 2, -1], [match[0], match[15], match[4], match[1]]);
    }

    [Fact]
    public void Matches_eighty_unnamed_classes_by_number_against_other_classes() =>
        Assert.Equal(0, ClassMatch.Of([.. Enumerable.Range(0, 80).Select(id => $"class_{id}")], Truth("bolt", "cat"))[0]);

    [Fact]
    public void Refuses_classes_that_have_nothing_in_common() =>
        Assert.Contains("the model has cat, the ground truth bolt", Assert.Throws<DataSetException>(() => ClassMatch.Of(["cat"], Truth("bolt"))).Message);

    private static NamedClasses Truth(params string[] classes) => new(classes);

    private sealed class NamedClasses(string[] classes) : IDataSet
    {
        public IReadOnlyList<string> Classes => classes;

        public bool HasNames => true;

        public IReadOnlyList<string> Images => [];

        public IReadOnlyList<string> Notes => [];

        public IReadOnlyList<GroundTruthObject> Objects(int image, int width, int height) => [];
    }
}
