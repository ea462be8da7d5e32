using VisionSystem.Vision.Decoders;

namespace VisionSystem.Tests.Vision.Decoders;

public sealed class NonMaximumSuppressionTests
{
    [Fact]
    public void Drops_the_lower_of_two_overlapping_boxes_of_a_class()
    {
        var boxes = Boxes((0, 0, 10, 10, 0.5f, 1), (1, 0, 11, 10, 0.9f, 1), (50, 50, 60, 60, 0.3f, 1));
        NonMaximumSuppression.Apply(boxes, 0.45f, 100);
        Assert.Equal([0.9f, 0.3f], Scores(boxes));
    }

    [Fact]
    public void Keeps_overlapping_boxes_of_different_classes()
    {
        var boxes = Boxes((0, 0, 10, 10, 0.5f, 1), (0, 0, 10, 10, 0.9f, 2));
        NonMaximumSuppression.Apply(boxes, 0.45f, 100);
        Assert.Equal(2, boxes.Count);
    }

    [Fact]
    public void Keeps_the_best_when_there_are_more_than_the_maximum()
    {
        var boxes = Boxes((0, 0, 1, 1, 0.1f, 0), (10, 0, 11, 1, 0.3f, 0), (20, 0, 21, 1, 0.2f, 0));
        NonMaximumSuppression.Apply(boxes, 0.45f, 2);
        Assert.Equal([0.3f, 0.2f], Scores(boxes));
    }

    [Theory]
    [InlineData(0, 0, 10, 10, 1f)]
    [InlineData(5, 0, 15, 10, 1f / 3)]
    [InlineData(10, 0, 20, 10, 0f)]
    public void Measures_overlap_as_intersection_over_union(float x1, float y1, float x2, float y2, float expected) =>
        Assert.Equal(expected, NonMaximumSuppression.Iou(Box(0, 0, 10, 10), Box(x1, y1, x2, y2)), 5);

    [Theory]
    [InlineData(float.NaN, 0, 1, 1)]
    [InlineData(0, 0, float.PositiveInfinity, 1)]
    [InlineData(float.NegativeInfinity, 0, 1, 1)]
    [InlineData(5, 5, 5, 9)]
    [InlineData(5, 5, 4, 9)]
    public void Never_takes_a_box_without_finite_area(float x1, float y1, float x2, float y2)
    {
        var boxes = new CandidateList();
        boxes.Add(x1, y1, x2, y2, 0.9f, 0);
        Assert.Equal(0, boxes.Count);
    }

    [Fact]
    public void Considers_no_more_candidates_than_the_limit()
    {
        var boxes = new CandidateList();
        for (var i = 0; i < CandidateList.Limit + 10; i++)
        {
            boxes.Add(0, 0, 1, 1, 0.5f, 0);
        }

        Assert.Equal(CandidateList.Limit, boxes.Count);
    }

    private static CandidateList Boxes(params ReadOnlySpan<(float X1, float Y1, float X2, float Y2, float Score, int ClassId)> boxes)
    {
        var list = new CandidateList();
        foreach (var (x1, y1, x2, y2, score, classId) in boxes)
        {
            list.Add(x1, y1, x2, y2, score, classId);
        }

        return list;
    }

    private static Candidate Box(float x1, float y1, float x2, float y2) => new() { X1 = x1, Y1 = y1, X2 = x2, Y2 = y2 };

    private static float[] Scores(CandidateList boxes) => [.. boxes.Items.ToArray().Select(box => box.Score)];
}
