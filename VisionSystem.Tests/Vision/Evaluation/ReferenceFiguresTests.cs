using VisionSystem.Vision.Evaluation.DataSets;

namespace VisionSystem.Tests.Vision.Evaluation;

/// <summary>Ground truth and detections with figures computed by COCO's own tools.</summary>
public sealed class ReferenceFiguresTests
{
    private const string Folder = "gt/map_arithmetic/test_coco_eval";
    private const double Tolerance = 1e-6;

    [Theory]
    [InlineData("cocoapi_results.json")]
    [InlineData("dets/sampled_bbox_results.json")]
    public void Reproduces_the_figures_of_the_reference_tools(string detections)
    {
        var truth = new CocoDataSet(TestData.Require($"{Folder}/gts/sampled_gts_bbox_area.json"), folder: null);
        var report = truth.Measure(new CocoResults(TestData.Require($"{Folder}/{detections}")));

        Assert.Equal(.503647, report.Ap, Tolerance);
        Assert.Equal(.696973, report.Ap50, Tolerance);
        Assert.Equal(.571667, report.Ap75, Tolerance);
        Assert.Equal(.593252, report.ApSmall, Tolerance);
        Assert.Equal(.557991, report.ApMedium, Tolerance);
        Assert.Equal(.489363, report.ApLarge, Tolerance);
        Assert.Equal(.386813, report.Ar1, Tolerance);
        Assert.Equal(.593680, report.Ar10, Tolerance);
        Assert.Equal(.595353, report.Ar100, Tolerance);
        Assert.Equal(100, report.Images);
    }
}
