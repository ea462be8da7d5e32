using VisionSystem.Contracts;
using VisionSystem.Vision.Decoders;
using VisionSystem.Vision.Decoders.Segmentation;
using VisionSystem.Vision.Preprocessing;

namespace VisionSystem.Tests.Vision.Decoders;

public sealed class MaskReaderTests
{
    private const int Grid = 40;
    private static readonly LetterboxPlan Plan = Letterbox.Plan(320, 240, 160, 160, LetterboxPlacement.Centre);
    private static readonly Box OnInput = new(20, 30, 140, 130);

    [Fact]
    public void Outlines_a_disc_where_it_is()
    {
        // Radius 10 of 40 grid points around the input's centre: 80 pixels of the image around (160, 120).
        var polygon = Assert.Single(Mask(OnInput, (x, y) => 10 - Distance(x, y)).Polygons!);
        Assert.Equal(Math.PI * 80 * 80, RunLengthText.Area(polygon), Math.PI * 80 * 80 * 0.02);
        Assert.InRange(polygon.Where((_, i) => i % 2 == 0).Min(), 79, 82);
        Assert.InRange(polygon.Where((_, i) => i % 2 == 1).Max(), 198, 201);
    }

    [Fact]
    public void Run_lengths_and_outlines_cover_the_same()
    {
        var mask = Mask(OnInput, (x, y) => 10 - Distance(x, y));
        Assert.Equal([240, 320], mask.Rle!.Size);
        Assert.Equal(RunLengthText.Area(Assert.Single(mask.Polygons!)), RunLengthText.Area(mask.Rle), 100.0);
        var pixels = RunLengthText.Pixels(mask.Rle);
        Assert.True(pixels[(160 * 240) + 120] && pixels[(85 * 240) + 120] && pixels[(160 * 240) + 45]);
        Assert.False(pixels[(75 * 240) + 120] || pixels[(160 * 240) + 35]);
    }

    [Fact]
    public void Ends_at_the_box()
    {
        var box = new Box(60, 70, 100, 90);
        var mask = Mask(box, (_, _) => 1);
        Assert.Equal([120, 100, 200, 100, 200, 140, 120, 140], Corners(Assert.Single(mask.Polygons!)));
        Assert.Equal(80 * 40, RunLengthText.Area(mask.Rle!));
    }

    [Fact]
    public void Reaches_the_images_edge()
    {
        var mask = Mask(new Box(0, 20, 160, 140), (_, _) => 1);
        Assert.Equal([0, 0, 320, 0, 320, 240, 0, 240], Corners(Assert.Single(mask.Polygons!)));
        Assert.Equal(320 * 240, RunLengthText.Area(mask.Rle!));
    }

    [Fact]
    public void Gives_separate_pieces_largest_first_without_specks()
    {
        var polygons = Mask(OnInput, (x, y) => Math.Max(Math.Max(4 - Far(x, y, 10, 20), 6 - Far(x, y, 28, 20)), 0.4f - Far(x, y, 18.5f, 12.5f))).Polygons!;
        Assert.Equal(2, polygons.Count);
        Assert.True(RunLengthText.Area(polygons[0]) > RunLengthText.Area(polygons[1]));
        Assert.InRange(polygons[0].Where((_, i) => i % 2 == 0).Average(), 210, 240);
    }

    [Fact]
    public void A_hole_is_in_the_run_lengths_only()
    {
        var mask = Mask(OnInput, (x, y) => Math.Min(10 - Distance(x, y), Distance(x, y) - 4));
        Assert.Single(mask.Polygons!);
        Assert.False(RunLengthText.Pixels(mask.Rle!)[(160 * 240) + 120]);
    }

    [Fact]
    public void Nothing_inside_is_an_empty_mask()
    {
        var mask = Mask(OnInput, (_, _) => -1);
        Assert.Empty(mask.Polygons!);
        Assert.Equal(0, RunLengthText.Area(mask.Rle!));
    }

    [Theory]
    [InlineData(new long[] { 5, 3, 7 }, "537")]
    [InlineData(new long[] { 0, 100, 40, 70 }, "0T3X1RO")]
    public void Writes_counts_as_coco_does(long[] counts, string expected)
    {
        var runs = new RunLengths();
        foreach (var (index, count) in counts.Index())
        {
            runs.Append(index % 2 == 1, count);
        }

        Assert.Equal(counts, RunLengthText.Counts(runs.Compress()));
        Assert.Equal(expected, runs.Compress());
    }

    private static float Distance(float x, float y) => Far(x, y, Grid / 2f, Grid / 2f);

    // Grid point g has its centre at g + ½.
    private static float Far(float x, float y, float cx, float cy) => MathF.Sqrt(((x + 0.5f - cx) * (x + 0.5f - cx)) + ((y + 0.5f - cy) * (y + 0.5f - cy)));

    private static IEnumerable<int> Corners(IReadOnlyList<float> polygon)
    {
        // The outline may start at any point: normalized to its top left corner, without the points between corners.
        var points = polygon.Chunk(2).Select(point => ((int)MathF.Round(point[0]), (int)MathF.Round(point[1]))).ToList();
        var (left, right) = (points.Min(point => point.Item1), points.Max(point => point.Item1));
        var (top, bottom) = (points.Min(point => point.Item2), points.Max(point => point.Item2));
        Assert.All([(left, top), (right, top), (right, bottom), (left, bottom)], corner => Assert.Contains(corner, points));
        return [left, top, right, top, right, bottom, left, bottom];
    }

    /// <summary>A mask of two prototypes: the field itself, and one with a coefficient of 0.</summary>
    private static Mask Mask(Box onInput, Func<float, float, float> field)
    {
        var prototypes = new Prototypes(2, Grid, Grid);
        var masks = new float[2 * Grid * Grid];
        for (var i = 0; i < Grid * Grid; i++)
        {
            masks[i] = field(i % Grid, i / Grid);
            masks[(Grid * Grid) + i] = 1000;
        }

        float[] head = [9, 9, 9, 9, 0.5f, 1, 0];
        var candidate = new Candidate { X1 = onInput.X1, Y1 = onInput.Y1, X2 = onInput.X2, Y2 = onInput.Y2 };
        return MaskReader.Read(
            head, HeadExtras.OfRows(5, 2), prototypes, masks, candidate, Plan, Plan.ToImage(onInput), MaskForm.Both, new MaskField());
    }
}
