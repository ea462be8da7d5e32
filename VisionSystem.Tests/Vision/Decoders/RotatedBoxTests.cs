using System.Numerics;
using VisionSystem.Contracts;
using VisionSystem.Vision.Decoders;
using VisionSystem.Vision.Decoders.OrientedBoxes;
using VisionSystem.Vision.Preprocessing;

namespace VisionSystem.Tests.Vision.Decoders;

public sealed class RotatedBoxTests
{
    private const float Quarter = MathF.PI / 2;

    [Theory]
    [InlineData(0, 0, 10, 10, 0f, 0, 0, 10, 10, 0f, 1f)]
    [InlineData(0, 0, 10, 10, 0f, 5, 0, 10, 10, 0f, 1f / 3)]
    [InlineData(0, 0, 10, 4, 0f, 0, 0, 4, 10, Quarter, 1f)]
    [InlineData(0, 0, 10, 10, 0f, 20, 0, 10, 10, 0.3f, 0f)]
    [InlineData(0, 0, 10, 10, 0.7f, 0, 0, 5, 5, 0.7f, 0.25f)]
    [InlineData(0, 0, 2, 2, 0f, 0, 0, 2, 2, MathF.PI / 4, 0.70710678f)]
    public void Measures_overlap_exactly(
        float ax, float ay, float aw, float ah, float aAngle, float bx, float by, float bw, float bh, float bAngle, float expected)
    {
        var (a, b) = (Box(ax, ay, aw, ah, aAngle), Box(bx, by, bw, bh, bAngle));
        Assert.Equal(expected, RotatedBox.Iou(a, b), 4);
        Assert.Equal(expected, RotatedBox.Iou(b, a), 4);
        Assert.Equal(expected > 0.45f, RotatedBox.OverlapsMoreThan(a, b, 0.45f));
    }

    [Fact]
    public void Agrees_with_counting_points()
    {
        var random = new Random(3);
        for (var round = 0; round < 20; round++)
        {
            var (a, b) = (Random(random), Random(random));
            var (both, either) = (0, 0);
            for (var i = 0; i < 160_000; i++)
            {
                var point = new Vector2((i % 400 * 0.25f) - 50, (i / 400 * 0.25f) - 50);
                var (inA, inB) = (Holds(a, point), Holds(b, point));
                both += inA && inB ? 1 : 0;
                either += inA || inB ? 1 : 0;
            }

            Assert.Equal(both / (float)either, RotatedBox.Iou(a, b), 0.02f);
        }
    }

    [Fact]
    public void Suppresses_by_the_turned_box_not_the_one_around_it()
    {
        var boxes = new CandidateList();
        boxes.AddCentred(50, 50, 40, 4, 0.9f, 0, angle: 0.785f);
        boxes.AddCentred(50, 50, 40, 4, 0.8f, 0, angle: -0.785f);
        boxes.AddCentred(50, 51, 40, 4, 0.7f, 0, angle: 0.785f);
        boxes.AddCentred(50, 50, 40, 4, 0.6f, 1, angle: 0.785f);
        OrientedSuppression.Apply(boxes, 0.45f, 100);
        Assert.Equal([0.9f, 0.8f, 0.6f], boxes.Items.ToArray().Select(box => box.Score));
    }

    [Theory]
    [InlineData(0.3f, 40, 10, 0.3f)]
    [InlineData(Quarter + 0.3f, 10, 40, 0.3f)]
    [InlineData(-0.3f, 10, 40, Quarter - 0.3f)]
    public void Gives_the_angle_within_a_quarter_turn_and_corners_clockwise(float angle, float width, float height, float expectedAngle)
    {
        var plan = Letterbox.Plan(200, 200, 100, 100, LetterboxPlacement.Centre);
        var candidate = Box(50, 50, 40, 10, angle);
        var detection = OrientedReader.With(new Detection("ship", 1, 0.9f, OrientedReader.BoxAround(candidate, plan)), candidate, plan);

        var oriented = detection.Oriented!.Value;
        Assert.Equal((100f, 100f), (oriented.Cx, oriented.Cy));
        Assert.Equal([width * 2, height * 2, expectedAngle], [oriented.Width, oriented.Height, oriented.Angle], Near);
        var corners = detection.Corners!;
        Assert.True(Enumerable.Range(0, 4).Sum(i => (corners[i].X * corners[(i + 1) % 4].Y) - (corners[i].Y * corners[(i + 1) % 4].X)) > 0);
        Assert.Equal(
            new Box(corners.Min(c => c.X), corners.Min(c => c.Y), corners.Max(c => c.X), corners.Max(c => c.Y)), detection.Box,
            (a, b) => Near(a.X1, b.X1) && Near(a.Y1, b.Y1) && Near(a.X2, b.X2) && Near(a.Y2, b.Y2));
    }

    private static bool Near(float a, float b) => MathF.Abs(a - b) < 1e-3f;

    private static Candidate Random(Random random) => Box(
        (random.NextSingle() * 20) - 10, (random.NextSingle() * 20) - 10, 10 + (random.NextSingle() * 30), 10 + (random.NextSingle() * 30), random.NextSingle() * 7);

    private static Candidate Box(float cx, float cy, float width, float height, float angle) =>
        new() { X1 = cx - (width / 2), Y1 = cy - (height / 2), X2 = cx + (width / 2), Y2 = cy + (height / 2), Angle = angle };

    private static bool Holds(Candidate box, Vector2 point)
    {
        var apart = point - (new Vector2(box.X1 + box.X2, box.Y1 + box.Y2) / 2);
        var (sin, cos) = MathF.SinCos(-box.Angle);
        return MathF.Abs((apart.X * cos) - (apart.Y * sin)) <= (box.X2 - box.X1) / 2 && MathF.Abs((apart.X * sin) + (apart.Y * cos)) <= (box.Y2 - box.Y1) / 2;
    }
}
