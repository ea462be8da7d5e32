using VisionSystem.Vision.Evaluation;
using VisionSystem.Vision.Evaluation.Arithmetic;

namespace VisionSystem.Tests.Vision.Evaluation;

/// <summary>Small cases with results computed by hand.</summary>
public sealed class CocoEvaluationTests
{
    private static readonly PixelBox Here = new(100, 100, 50, 50);
    private static readonly PixelBox Elsewhere = new(300, 300, 50, 50);

    [Fact]
    public void Gives_one_for_a_perfect_detector()
    {
        var report = Measure([Object(Here)], [Detected(Here, .9)]);
        Assert.Equal(1, report.Ap);
        Assert.Equal(1, report.Ar1);
        Assert.Equal(1, report.PerClass["cat"].Ap75);
    }

    [Fact]
    public void Gives_zero_for_a_detector_without_detections() => Assert.Equal((0, 0), (Measure([Object(Here)], []).Ap, Measure([Object(Here)], []).Ar100));

    [Fact]
    public void Gives_minus_one_where_there_is_no_object_of_that_size()
    {
        var report = Measure([Object(Here)], [Detected(Here, .9)]);
        Assert.Equal((AccuracyReport.Nothing, 1, AccuracyReport.Nothing), (report.ApSmall, report.ApMedium, report.ApLarge));
    }

    [Fact]
    public void Counts_a_second_detection_of_one_object_as_false()
    {
        // A false positive after the hit does not reduce precision; before it, it halves precision.
        Assert.Equal(1, Measure([Object(Here)], [Detected(Here, .9), Detected(Here, .8)]).Ap);
        Assert.Equal(.5, Measure([Object(Here)], [Detected(Elsewhere, .9), Detected(Here, .8)]).Ap, 1e-12);
    }

    [Fact]
    public void Reads_precision_at_101_recall_points()
    {
        // One of two objects is found: recall ends at .5, so 51 of the 101 points have precision 1.
        Assert.Equal(51 / 101.0, Measure([Object(Here), Object(Elsewhere)], [Detected(Here, .9)]).Ap, 1e-12);
    }

    [Fact]
    public void Counts_a_loose_box_up_to_its_own_overlap()
    {
        // 41 of 50 columns: IoU .82, a hit at .50, .55, … .80, which is 7 of the 10 thresholds.
        var report = Measure([Object(Here)], [Detected(new PixelBox(100, 100, 41, 50), .9)]);
        Assert.Equal((1.0, 1.0, .7), (report.Ap50, report.Ap75, Math.Round(report.Ap, 12)));
    }

    [Fact]
    public void Ignores_detections_inside_a_crowd()
    {
        var crowd = new GroundTruthObject(0, new PixelBox(300, 300, 200, 200), 40_000, IsCrowd: true);
        var report = Measure([Object(Here), crowd], [Detected(Elsewhere, .9), Detected(new PixelBox(400, 400, 40, 40), .85), Detected(Here, .8)]);
        Assert.Equal((1.0, 1), (report.Ap, report.Objects));
    }

    [Fact]
    public void Matches_an_object_before_the_crowd_around_it()
    {
        var crowd = new GroundTruthObject(0, Here, Here.Area, IsCrowd: true);
        Assert.Equal(1, Measure([crowd, Object(Here)], [Detected(Here, .9)]).Ar1);
    }

    [Fact]
    public void Measures_small_medium_and_large_objects_separately()
    {
        PixelBox small = new(0, 0, 20, 20), medium = new(50, 50, 60, 60), large = new(200, 200, 150, 150);
        var report = Measure(
            [Object(small), Object(medium), Object(large)],
            [Detected(small, .9), Detected(large, .8)]);
        Assert.Equal((1.0, 0.0, 1.0), (report.ApSmall, report.ApMedium, report.ApLarge));
    }

    [Fact]
    public void Counts_one_ten_and_a_hundred_detections_an_image()
    {
        ScoredBox[] detections = [Detected(Elsewhere, .99), .. Enumerable.Range(0, 9).Select(i => Detected(new PixelBox(500 + (i * 60), 0, 50, 50), .9 - (i * .01))), Detected(Here, .5)];
        var report = Measure([Object(Here)], detections);
        Assert.Equal((0.0, 0.0, 1.0), (report.Ar1, report.Ar10, report.Ar100));
    }

    [Fact]
    public void Averages_over_the_classes_that_have_objects()
    {
        var evaluation = new CocoEvaluation(["cat", "dog", "unicorn"]);
        evaluation.Add(0, [Object(Here), new GroundTruthObject(1, Elsewhere, Elsewhere.Area, IsCrowd: false)], [Detected(Here, .9), new ScoredBox(2, Here, .9)]);
        var report = evaluation.Report();
        Assert.Equal(.5, report.Ap);
        Assert.Equal(["cat", "dog"], report.PerClass.Keys.Order());
    }

    [Fact]
    public void Gives_the_same_figures_for_every_order_of_images()
    {
        static AccuracyReport In(IEnumerable<int> order)
        {
            var evaluation = new CocoEvaluation(["cat"]);
            foreach (var image in order)
            {
                // All scores are equal: only the position of the image can order them.
                evaluation.Add(image, [Object(Here)], [Detected(image % 3 == 0 ? Elsewhere : Here, .5)]);
            }

            return evaluation.Report();
        }

        Assert.Equal(In(Enumerable.Range(0, 30)).Ap, In(Enumerable.Range(0, 30).Reverse()).Ap);
    }

    private static AccuracyReport Measure(GroundTruthObject[] objects, ScoredBox[] detections)
    {
        var evaluation = new CocoEvaluation(["cat"]);
        evaluation.Add(0, objects, detections);
        return evaluation.Report();
    }

    private static GroundTruthObject Object(PixelBox box) => new(0, box, box.Area, IsCrowd: false);

    private static ScoredBox Detected(PixelBox box, double score) => new(0, box, score);
}
