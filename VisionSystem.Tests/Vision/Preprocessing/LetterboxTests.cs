using VisionSystem.Contracts;
using VisionSystem.Tests.Vision.Imaging;
using VisionSystem.Vision.Imaging;
using VisionSystem.Vision.Preprocessing;

namespace VisionSystem.Tests.Vision.Preprocessing;

public sealed class LetterboxTests
{
    private static readonly PixelLayout Levels = new(blueFirst: false, 1);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 24)];

    [Theory]
    [InlineData(810, 1080, 640, 640, 480, 640, 80, 0)]
    [InlineData(1920, 1080, 640, 640, 640, 360, 0, 140)]
    [InlineData(1333, 800, 640, 640, 640, 384, 0, 128)]
    [InlineData(1000, 667, 640, 640, 640, 427, 0, 106)]
    [InlineData(64_000_000, 1, 640, 640, 640, 1, 0, 319)]
    public void Places_a_picture_as_Ultralytics_does(int width, int height, int inputWidth, int inputHeight, int scaledWidth, int scaledHeight, int padX, int padY)
    {
        var plan = Letterbox.Plan(width, height, inputWidth, inputHeight, LetterboxPlacement.Centre);
        Assert.Equal((scaledWidth, scaledHeight, padX, padY), (plan.ScaledWidth, plan.ScaledHeight, plan.PadX, plan.PadY));
    }

    [Fact]
    public void Boxes_come_back_from_the_input_to_where_they_were()
    {
        var random = new Random(1);
        for (var i = 0; i < 1000; i++)
        {
            var (width, height) = (random.Next(1, 5000), random.Next(1, 5000));
            var plan = Letterbox.Plan(width, height, random.Next(32, 1280), random.Next(32, 1280), (LetterboxPlacement)random.Next(2));
            var box = new Box(random.NextSingle() * width / 2, random.NextSingle() * height / 2, width * (0.5f + (random.NextSingle() / 2)), height * (0.5f + (random.NextSingle() / 2)));
            var back = plan.ToImage(plan.ToInput(box));
            var tolerance = 1e-3f * Math.Max(width, height);
            Assert.Equal(box.X1, back.X1, tolerance);
            Assert.Equal(box.Y1, back.Y1, tolerance);
            Assert.Equal(box.X2, back.X2, tolerance);
            Assert.Equal(box.Y2, back.Y2, tolerance);
        }
    }

    [Fact]
    public void Boxes_are_cut_off_at_the_pictures_edges()
    {
        var plan = Letterbox.Plan(200, 100, 100, 100, LetterboxPlacement.Centre);
        Assert.Equal(new Box(0, 0, 200, 100), plan.ToImage(new Box(-10, 0, 110, 100)));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Every_vector_width_gives_what_the_scalar_version_gives(int seed)
    {
        var random = new Random(seed);
        using var picture = TestImages.Noise(random.Next(1, 300), random.Next(1, 300), seed);
        AllWidthsAgree(picture, (byte)(1 + (seed % 8)), random.Next(1, 200), random.Next(1, 200), (LetterboxPlacement)random.Next(2));
    }

    [Theory]
    [InlineData(100, 75, 100)]
    [InlineData(33, 64, 64)]
    [InlineData(192, 108, 64)]
    [InlineData(200, 150, 50)]
    [InlineData(330, 352, 32)]
    [InlineData(500, 400, 40)]
    [InlineData(300, 530, 1)]
    public void Every_vector_width_agrees_at_the_models_size_and_at_a_fraction_of_it(int width, int height, int input)
    {
        using var picture = TestImages.Noise(width, height, width);
        for (byte orientation = 1; orientation <= 8; orientation++)
        {
            AllWidthsAgree(picture, orientation, input, input, LetterboxPlacement.Centre);
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(40)]
    public void A_picture_a_whole_number_of_times_too_large_is_averaged(int times)
    {
        using var picture = TestImages.Noise(20 * times, 15 * times, times);
        var levels = new float[3 * 20 * 15];
        Letterbox.Fill(new UprightView(picture, 1), Letterbox.Plan(20 * times, 15 * times, 20, 15, LetterboxPlacement.Centre), Levels, levels);
        for (var i = 0; i < levels.Length; i++)
        {
            var (channel, x, y) = (i / 300, i % 20 * times, i % 300 / 20 * times);
            var mean = Enumerable.Range(0, times * times).Average(pixel => picture.Row(y + (pixel / times))[((x + (pixel % times)) * 3) + channel]);
            Assert.Equal(mean, levels[i], 0.55);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Agrees_with_OpenCVs_definition_within_a_grey_level(int seed)
    {
        var random = new Random(seed);
        using var picture = TestImages.Noise(random.Next(1, 90), random.Next(1, 90), seed);
        var view = new UprightView(picture, (byte)(1 + (seed % 8)));

        // At most a reduction by two: beyond that the box filter runs first, by design.
        var plan = Letterbox.Plan(view.Width, view.Height, random.Next((view.Width + 1) / 2, 200), random.Next((view.Height + 1) / 2, 200), (LetterboxPlacement)(seed % 2));
        Assert.SkipWhen(view.Width > 2 * plan.ScaledWidth && view.Height > 2 * plan.ScaledHeight, "drawn too small");
        var levels = new float[3 * plan.InputWidth * plan.InputHeight];
        Letterbox.Fill(view, plan, PixelLayout.ByteBgr, levels);
        Same(OpenCvDefinition.Letterbox(view, plan), levels, 1f);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void An_orientation_gives_what_turning_first_would_give(int seed)
    {
        var random = new Random(seed);
        using var picture = TestImages.Noise(random.Next(2, 170), random.Next(2, 170), seed);

        // A value halfway between two grey levels may be rounded either way, because the axes are processed in another order.
        Turned(picture, seed, random.Next(85, 200), 1f);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void An_orientation_equals_turning_first_with_box_averaging(int seed)
    {
        // A smooth image: boxes are aligned to the stored edge, so the narrower last one may be on the other side.
        var random = new Random(seed);
        using var picture = TestImages.Gradient(random.Next(200, 800), random.Next(200, 800));
        Turned(picture, seed, random.Next(32, 64), 6f);
    }

    [Fact]
    public void Fine_stripes_turn_grey_when_a_picture_shrinks_a_lot()
    {
        using var picture = TestImages.Paint(1000, 800, (x, _) => x % 2 == 0 ? ((byte)255, (byte)255, (byte)255) : default);
        var plan = Letterbox.Plan(1000, 800, 100, 80, LetterboxPlacement.Centre);
        var levels = new float[3 * 100 * 80];
        Letterbox.Fill(new UprightView(picture, 1), plan, PixelLayout.ByteBgr, levels);
        Assert.All(levels, level => Assert.InRange(level, 127, 129));
    }

    [Fact]
    public void Half_and_byte_tensors_hold_the_same_picture()
    {
        using var picture = TestImages.Noise(150, 100, 3);
        foreach (byte orientation in new byte[] { 1, 6 })
        {
            var view = new UprightView(picture, orientation);
            var plan = Letterbox.Plan(view.Width, view.Height, 75, 91, LetterboxPlacement.Centre);
            var (single, half, bytes) = (new float[3 * 75 * 91], new Half[3 * 75 * 91], new byte[3 * 75 * 91]);
            Letterbox.Fill(view, plan, PixelLayout.UnitRgb, single);
            Letterbox.Fill(view, plan, PixelLayout.UnitRgb, half);
            Assert.Equal(single.Select(value => (Half)value), half);
            foreach (var layout in new[] { PixelLayout.ByteBgr, new PixelLayout(false, 0.7f, 20) })
            {
                Letterbox.Fill(view, plan, layout, single);
                Letterbox.Fill(view, plan, layout, bytes);
                Assert.Equal(single.Select(value => (byte)(value + 0.5f)), bytes);
            }
        }
    }

    [Fact]
    public void A_grey_slot_holds_the_luminance_of_the_colours()
    {
        using var picture = TestImages.Noise(157, 101, 4);
        for (byte orientation = 1; orientation <= 8; orientation++)
        {
            var view = new UprightView(picture, orientation);
            foreach (var side in new[] { 157, 96, 40 })
            {
                var plan = Letterbox.Plan(view.Width, view.Height, side, side, LetterboxPlacement.Centre);
                var plane = side * side;
                var (colours, grey) = (new float[3 * plane], new float[plane]);
                Letterbox.Fill(view, plan, Levels, colours);
                Letterbox.Fill(view, plan, Levels with { Grey = true }, grey);
                for (var i = 0; i < plane; i++)
                {
                    Assert.Equal((0.299f * colours[i]) + (0.587f * colours[plane + i]) + (0.114f * colours[(2 * plane) + i]), grey[i], 1f);
                }

                var (half, bytes) = (new Half[plane], new byte[plane]);
                Letterbox.Fill(view, plan, Levels with { Grey = true }, half);
                Letterbox.Fill(view, plan, Levels with { Grey = true, BlueFirst = true }, bytes);
                Assert.Equal(grey.Select(value => (Half)value), half);
                Assert.Equal(grey.Select(value => (byte)value), bytes);
            }
        }

        Assert.Throws<ArgumentException>(() => Letterbox.Fill(
            new UprightView(picture, 1), Letterbox.Plan(157, 101, 32, 32, LetterboxPlacement.Centre), Levels with { Grey = true }, new float[3 * 32 * 32]));
    }

    [Fact]
    public void Filling_a_slot_allocates_nothing()
    {
        using var picture = TestImages.Noise(900, 700, 5);
        foreach (var (orientation, layout) in new[] { ((byte)1, PixelLayout.UnitRgb), ((byte)8, PixelLayout.UnitRgb), ((byte)1, Levels with { Grey = true }) })
        {
            var slot = new float[layout.Planes * 320 * 320];
            var plan = Letterbox.Plan(900, 700, 320, 320, LetterboxPlacement.Centre);
            var view = new UprightView(picture, orientation);
            plan = Letterbox.Plan(view.Width, view.Height, 320, 320, LetterboxPlacement.Centre);
            Letterbox.Fill(view, plan, layout, slot);
            var before = GC.GetAllocatedBytesForCurrentThread();
            Letterbox.Fill(view, plan, layout, slot);
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    [Fact]
    public void A_slot_of_another_size_is_refused()
    {
        using var picture = TestImages.Gradient(8, 8);
        var plan = Letterbox.Plan(8, 8, 16, 16, LetterboxPlacement.Centre);
        Assert.Throws<ArgumentException>(() => Letterbox.Fill(new UprightView(picture, 1), plan, PixelLayout.UnitRgb, new float[16 * 16]));
    }

    private static void AllWidthsAgree(PixelBuffer picture, byte orientation, int inputWidth, int inputHeight, LetterboxPlacement placement)
    {
        var view = new UprightView(picture, orientation);
        var plan = Letterbox.Plan(view.Width, view.Height, inputWidth, inputHeight, placement);
        var layout = new PixelLayout(orientation % 2 == 1, 1f / 255, -0.123f);
        var scalar = new float[3 * plan.InputWidth * plan.InputHeight];
        LetterboxPass<float, SingleElement>.Run(SimdLevel.Scalar, view, plan, layout, Letterbox.Grey, scalar);
        for (var level = SimdLevel.Vector128; level <= Simd.Best; level++)
        {
            var vector = new float[scalar.Length];
            vector.AsSpan().Fill(float.NaN);
            LetterboxPass<float, SingleElement>.Run(level, view, plan, layout, Letterbox.Grey, vector);
            Same(scalar, vector, 0);
        }
    }

    private static void Turned(PixelBuffer picture, int seed, int input, float tolerance)
    {
        var view = new UprightView(picture, (byte)(1 + (seed % 8)));
        using var upright = view.Upright();
        var plan = Letterbox.Plan(view.Width, view.Height, input, input, LetterboxPlacement.Centre);
        var turned = new float[3 * input * input];
        var straight = new float[turned.Length];
        Letterbox.Fill(view, plan, PixelLayout.ByteBgr, turned);
        Letterbox.Fill(new UprightView(upright, 1), plan, PixelLayout.ByteBgr, straight);
        Same(straight, turned, tolerance);
    }

    private static void Same(float[] expected, float[] actual, float tolerance)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            if (!(Math.Abs(expected[i] - actual[i]) <= tolerance))
            {
                Assert.Fail($"Value {i} of {expected.Length} is {actual[i]}, not {expected[i]}.");
            }
        }
    }
}
