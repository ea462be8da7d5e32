using VisionSystem.Vision.Decoders;

namespace VisionSystem.Tests.Vision.Decoders;

public sealed class HeadDecoderTests
{
    private static readonly DetectionParameters Defaults = new(0.25f, 0.45f, 300, ClassFilter.All);

    [Fact]
    public void Reads_the_v8_layout()
    {
        const int anchors = 84;
        var output = new float[6 * anchors];
        Column(output, anchors, 3, 20, 30, 10, 8, 0.1f, 0.7f);
        Column(output, anchors, 83, 50, 50, 4, 4, 0.6f, 0.2f);

        var found = Decode(new YoloV8Decoder(2, anchors), output, Defaults);

        Assert.Equal(2, found.Length);
        Assert.Equal((1, 0.7f, 15f, 26f, 25f, 34f), (found[0].ClassId, found[0].Score, found[0].X1, found[0].Y1, found[0].X2, found[0].Y2));
        Assert.Equal(0, found[1].ClassId);
    }

    [Fact]
    public void Gives_the_best_requested_class_of_an_anchor()
    {
        const int anchors = 84;
        var output = new float[6 * anchors];
        Column(output, anchors, 3, 20, 30, 10, 8, 0.4f, 0.7f);
        var wanted = ClassFilter.Parse("first", ["first", "second"], out _);

        var found = Decode(new YoloV8Decoder(2, anchors), output, Defaults with { Classes = wanted });

        Assert.Equal((0, 0.4f), (Assert.Single(found).ClassId, found[0].Score));
    }

    [Fact]
    public void Agrees_with_a_plain_search_for_the_best_class()
    {
        const int anchors = 1029;
        const int classes = 13;
        var random = new Random(7);
        var output = new float[(4 + classes) * anchors];
        for (var i = 0; i < output.Length; i++)
        {
            output[i] = i < 4 * anchors ? 10 + (random.NextSingle() * 600) : random.NextSingle();
        }

        var found = Decode(new YoloV8Decoder(classes, anchors), output, new DetectionParameters(0, 1, 10_000, ClassFilter.All));

        var expected = Enumerable.Range(0, anchors)
            .Select(anchor => Enumerable.Range(0, classes).Select(c => (Class: c, Score: output[((4 + c) * anchors) + anchor])).MaxBy(best => best.Score))
            .OrderByDescending(best => best.Score);
        Assert.Equal(expected, found.Select(candidate => (candidate.ClassId, candidate.Score)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.25f)]
    [InlineData(1)]
    public void Applies_the_sigmoid_that_an_export_left_out(float confidence)
    {
        const int anchors = 84;
        var parameters = new DetectionParameters(confidence, 1, 10_000, ClassFilter.All);
        var random = new Random(3);
        var logits = Enumerable.Range(0, 7 * anchors).Select(i => i < 4 * anchors ? 10 + (random.NextSingle() * 40) : (random.NextSingle() * 16) - 8).ToArray();
        var scores = logits.Select((value, i) => i < 4 * anchors ? value : 1 / (1 + MathF.Exp(-value))).ToArray();
        Same(Decode(new YoloV8Decoder(3, anchors), scores, parameters), Decode(new YoloV8Decoder(3, anchors, logits: true), logits, parameters));

        float[] rows = [.. Enumerable.Range(0, anchors).SelectMany(_ => new[] { 20, 30, 10, 8, Score(), Score(), Score() })];
        float[] sums = [.. rows.Select((value, i) => i % 7 < 4 ? value : 1 / (1 + MathF.Exp(-value)))];
        var both = new LogitScores(true, true);
        Same(
            Decode(new RowDecoder(2, 7, objectness: true), sums, parameters),
            Decode(new RowDecoder(2, 7, objectness: true, logits: both), rows, parameters));
        Same(Decode(new YoloXDecoder(2, 64, 64), sums, parameters), Decode(new YoloXDecoder(2, 64, 64, both), rows, parameters));

        float Score() => (random.NextSingle() * 16) - 8;
    }

    [Fact]
    public void Finds_nothing_if_no_class_is_requested()
    {
        float[] row = [20, 30, 10, 8, 4, 5, 6];
        var none = new DetectionParameters(0, 1, 10, ClassFilter.Parse("third", ["first", "second", "third"], out _));
        Assert.Empty(Decode(new RowDecoder(2, 7, objectness: true, logits: new LogitScores(true, true)), row, none));
    }

    [Fact]
    public void Reads_the_yolox_layout()
    {
        // 64 × 64: 64 + 16 + 4 cells; the second cell of the second row at stride 16 has index 64 + 4 + 1.
        var output = new float[84 * 7];
        ReadOnlySpan<float> row = [0.5f, 0.25f, MathF.Log(2), 0, 0.9f, 0.1f, 0.8f];
        row.CopyTo(output.AsSpan(69 * 7));

        var candidate = Assert.Single(Decode(new YoloXDecoder(2, 64, 64), output, Defaults));

        Assert.Equal((1, 0.72f), (candidate.ClassId, MathF.Round(candidate.Score, 5)));
        Assert.Equal((8f, 12f, 40f, 28f), (candidate.X1, candidate.Y1, MathF.Round(candidate.X2, 3), candidate.Y2));
    }

    [Fact]
    public void Reads_the_v5_layout()
    {
        float[] output = [20, 30, 10, 8, 0.9f, 0.1f, 0.8f, 50, 50, 4, 4, 0.2f, 1, 1, 60, 60, 4, 4, 0.5f, 0.3f, 0.4f];
        var candidate = Assert.Single(Decode(new RowDecoder(2, 7, objectness: true), output, Defaults));
        Assert.Equal((1, 0.72f), (candidate.ClassId, MathF.Round(candidate.Score, 5)));
        Assert.Equal((15f, 26f, 25f, 34f), (candidate.X1, candidate.Y1, candidate.X2, candidate.Y2));
    }

    [Fact]
    public void Reads_the_v8_layout_turned_on_its_side()
    {
        float[] output = [20, 30, 10, 8, 0.1f, 0.7f, 50, 50, 4, 4, 0.6f, 0.2f];
        var found = Decode(new RowDecoder(2, 6, objectness: false), output, Defaults);
        Assert.Equal([(1, 0.7f, 0), (0, 0.6f, 1)], found.Select(candidate => (candidate.ClassId, candidate.Score, candidate.Anchor)));
    }

    [Fact]
    public void Reads_the_angle_of_an_oriented_head()
    {
        const int anchors = 84;
        var output = new float[7 * anchors];
        Column(output, anchors, 3, 20, 30, 10, 8, 0.1f, 0.7f, 0.5f);
        var candidate = Assert.Single(Decode(new YoloV8Decoder(2, anchors, oriented: true), output, Defaults));
        Assert.Equal((0.5f, 3), (candidate.Angle, candidate.Anchor));
    }

    [Fact]
    public void Reads_an_oriented_end_to_end_head_by_centre_and_size()
    {
        float[] output = [20, 30, 10, 8, 0.5f, 1, 0.25f];
        var candidate = Assert.Single(Decode(new EndToEndDecoder(2, 7, oriented: true), output, Defaults));
        Assert.Equal((15f, 34f, 0.25f), (candidate.X1, candidate.Y2, candidate.Angle));
    }

    [Fact]
    public void Reads_the_end_to_end_layout_without_suppression()
    {
        float[] output = [0, 0, 10, 10, 0.5f, 1, 0, 0, 10, 10, 0.9f, 1, 0, 0, 5, 5, 0.1f, 0];
        Assert.Equal([0.9f, 0.5f], Decode(new EndToEndDecoder(2), output, Defaults).Select(candidate => candidate.Score));
    }

    [Fact]
    public void Never_gives_a_class_that_the_model_does_not_have()
    {
        float[] output = [0, 0, 10, 10, 0.5f, 7, 0, 0, 10, 10, 0.5f, -1, 0, 0, 10, 10, 0.5f, float.NaN];
        Assert.Empty(Decode(new EndToEndDecoder(2), output, Defaults));
    }

    [Fact]
    public void Drops_values_that_are_not_finite()
    {
        const int anchors = 84;
        var output = new float[6 * anchors];
        Array.Fill(output, float.NaN);
        Column(output, anchors, 1, 5, 5, float.PositiveInfinity, 2, 0.9f, 0.9f);
        Assert.Empty(Decode(new YoloV8Decoder(2, anchors), output, Defaults));
    }

    [Theory]
    [InlineData("v8")]
    [InlineData("v8 oriented")]
    [InlineData("v5")]
    [InlineData("yolox")]
    [InlineData("end to end")]
    [InlineData("classifier")]
    public void Decoding_again_allocates_nothing(string family)
    {
        const int anchors = 8400;
        var (decoder, output) = (family, new float[86 * anchors]);
        var random = new Random(1);
        for (var i = 0; i < 400; i++)
        {
            float[] values = [random.Next(640), random.Next(640), 50, 50, .. Enumerable.Repeat(random.NextSingle(), 82)];
            switch (family)
            {
                case "v8" or "v8 oriented":
                    Column(output, anchors, random.Next(anchors), values);
                    break;
                case "end to end":
                    values.AsSpan(0, 6).CopyTo(output.AsSpan(i * 6));
                    (output[(i * 6) + 2], output[(i * 6) + 3], output[(i * 6) + 5]) = (700, 700, 1);
                    break;
                default:
                    (values[2], values[3]) = family == "yolox" ? (1, 1) : (50, 50);
                    values.AsSpan(0, 85).CopyTo(output.AsSpan(random.Next(anchors) * 85));
                    break;
            }
        }

        // The runtime itself may allocate while it still compiles; an allocating decoder allocates in every round.
        var (head, scratch, parameters) = (Family(decoder), new DecodeScratch(), Defaults with { Confidence = family == "classifier" ? 0 : 0.25f });
        var least = Enumerable.Range(0, 6).Min(_ =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            head.Decode(output, parameters, scratch);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        });
        Assert.Equal(0, least);
        Assert.True(scratch.Candidates.Count > 10);

        static IHeadDecoder Family(string family) => family switch
        {
            "v8" => new YoloV8Decoder(80, anchors),
            "v8 oriented" => new YoloV8Decoder(80, anchors, oriented: true),
            "v5" => new RowDecoder(80, 85, objectness: true),
            "yolox" => new YoloXDecoder(80, 640, 640),
            "end to end" => new EndToEndDecoder(80),
            _ => new ClassifierDecoder(1000, 224, 224),
        };
    }

    private static Candidate[] Decode(IHeadDecoder decoder, float[] output, DetectionParameters parameters)
    {
        var scratch = new DecodeScratch();
        decoder.Decode(output, parameters, scratch);
        return scratch.Candidates.Items.ToArray();
    }

    private static void Same(Candidate[] expected, Candidate[] found) => Assert.Equal(
        expected.Select(candidate => (candidate.ClassId, candidate.Score, candidate.X1, candidate.Y2)),
        found.Select(candidate => (candidate.ClassId, candidate.Score, candidate.X1, candidate.Y2)));

    private static void Column(float[] output, int anchors, int anchor, params ReadOnlySpan<float> values)
    {
        for (var row = 0; row < values.Length; row++)
        {
            output[(row * anchors) + anchor] = values[row];
        }
    }
}
