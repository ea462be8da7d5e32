using Microsoft.ML.OnnxRuntime.Tensors;
using VisionSystem.Vision.Decoders;
using VisionSystem.Vision.Models;

namespace VisionSystem.Tests.Vision.Models;

public sealed class HeadRecognitionTests
{
    [Theory]
    [InlineData(84, 8400, 640, null, HeadFamily.YoloV8, 80)]
    [InlineData(7, 2100, 320, null, HeadFamily.YoloV8, 3)]
    [InlineData(3549, 85, 416, null, HeadFamily.YoloX, 80)]
    [InlineData(3549, 85, 416, 80, HeadFamily.YoloX, 80)]
    [InlineData(8400, 84, 640, 80, HeadFamily.YoloV8Rows, 80)]
    [InlineData(25200, 85, 640, null, HeadFamily.YoloV5, 80)]
    [InlineData(6300, 8, 320, 3, HeadFamily.YoloV5, 3)]
    [InlineData(300, 6, 640, 20, HeadFamily.EndToEnd, 20)]
    internal void Knows_a_detector_by_its_shape(long rows, long columns, int size, int? named, HeadFamily family, int classes)
    {
        var head = HeadRecognition.Recognise(Evidence(size, [1, rows, columns]) with { NamedClasses = named });
        Assert.Equal((family, classes, ModelTask.Detect), (head!.Family, head.Classes, head.Task));
    }

    [Theory]
    [InlineData(ModelTask.Pose, 56, 8400, 1, 51, HeadFamily.YoloV8)]
    [InlineData(ModelTask.Obb, 20, 8400, 15, 1, HeadFamily.YoloV8)]
    [InlineData(ModelTask.Pose, 300, 57, 1, 51, HeadFamily.EndToEnd)]
    [InlineData(ModelTask.Obb, 300, 7, 15, 1, HeadFamily.EndToEnd)]
    internal void Takes_the_task_from_the_metadata(ModelTask task, long rows, long columns, int classes, int extras, HeadFamily family)
    {
        var head = HeadRecognition.Recognise(Evidence(640, [1, rows, columns]) with { Task = task, NamedClasses = classes });
        Assert.Equal((task, family, classes, extras), (head!.Task, head.Family, head.Classes, head.Extras.Count));
    }

    [Theory]
    [InlineData(19, ModelTask.Obb, 15)]
    [InlineData(5, ModelTask.Pose, 1)]
    internal void Recognises_the_task_by_values_outside_the_score_range(int firstOutside, ModelTask task, int classes)
    {
        var rows = task == ModelTask.Obb ? 20 : 56;
        var values = new float[rows * 8400];
        values[(firstOutside * 8400) + 17] = 2;
        var head = HeadRecognition.Recognise(Evidence(640, [1, rows, 8400], values));
        Assert.Equal((task, classes), (head!.Task, head.Classes));
    }

    [Fact]
    public void Knows_a_segmentation_model_by_its_second_output()
    {
        var evidence = Evidence(640, [1, 116, 8400]);
        evidence = evidence with { Outputs = [.. evidence.Outputs, Sample("masks", [1, 32, 160, 160])] };
        var head = HeadRecognition.Recognise(evidence);
        Assert.Equal((ModelTask.Segment, 80, 32), (head!.Task, head.Classes, head.Extras.Count));
        Assert.Equal(["head", "masks"], head.Outputs.Select(output => output.Name));
    }

    [Fact]
    public void Knows_a_classifier_by_its_only_row()
    {
        var head = HeadRecognition.Recognise(Evidence(224, [1, 1000]));
        Assert.Equal((ModelTask.Classify, HeadFamily.Classifier, 1000), (head!.Task, head.Family, head.Classes));
    }

    [Fact]
    public void Reads_a_yolox_head_whose_grid_is_applied_already()
    {
        var values = new float[8400 * 85];
        values[85 * 8000] = 400;
        Assert.IsType<RowDecoder>(HeadRecognition.Recognise(Evidence(640, [1, 8400, 85], values))!.Decoder);
        Assert.IsType<YoloXDecoder>(HeadRecognition.Recognise(Evidence(640, [1, 8400, 85]))!.Decoder);
    }

    [Theory]
    [InlineData(2000, 6, 640, null, HeadFamily.EndToEnd, 80)]
    [InlineData(5, 6, 640, 3, HeadFamily.EndToEnd, 3)]
    [InlineData(1504, 336, 128, 1500, HeadFamily.YoloV8, 1500)]
    [InlineData(1504, 336, 128, null, HeadFamily.YoloV8, 1500)]
    [InlineData(336, 1504, 128, 1500, HeadFamily.YoloV8Rows, 1500)]
    [InlineData(1008, 1505, 128, 1500, HeadFamily.YoloV5, 1500)]
    [InlineData(336, 1505, 128, 1500, HeadFamily.YoloX, 1500)]
    internal void Recognises_the_anchor_axis_with_few_anchors_or_more_classes_than_cells(long rows, long columns, int size, int? named, HeadFamily family, int classes)
    {
        var head = HeadRecognition.Recognise(Evidence(size, [1, rows, columns]) with { NamedClasses = named });
        Assert.Equal((family, classes), (head?.Family, head?.Classes));
    }

    [Fact]
    public void Treats_many_rows_as_detections_only_if_their_values_are()
    {
        float[] detections = [.. Enumerable.Range(0, 2000).SelectMany(row => new float[] { 10, 20, 50, 60, 0.9f - (row / 10_000f), row % 3 })];
        float[] anchors = [.. Enumerable.Range(0, 2000).SelectMany(row => new float[] { row % 640, 300, 40, 50, 0.1f, 0.4f })];
        Assert.Equal(HeadFamily.EndToEnd, HeadRecognition.Recognise(Evidence(640, [1, 2000, 6], detections) with { NamedClasses = 3 })?.Family);
        Assert.Equal(HeadFamily.YoloV5, HeadRecognition.Recognise(Evidence(640, [1, 2000, 6], anchors) with { NamedClasses = 1 })?.Family);

        // The number of rows equals the number of cells: the export's arguments decide, or class names that fit only one layout.
        var cells = Evidence(640, [1, 8400, 6], [.. detections, .. new float[(8400 - 2000) * 6]]) with { Task = ModelTask.Detect };
        Assert.Equal(HeadFamily.EndToEnd, HeadRecognition.Recognise(cells with { NamedClasses = 3 })?.Family);
        Assert.Equal(HeadFamily.EndToEnd, HeadRecognition.Recognise(cells with { NamedClasses = 2, EndToEnd = true })?.Family);
        Assert.Equal(HeadFamily.YoloV8Rows, HeadRecognition.Recognise(cells with { NamedClasses = 2 })?.Family);
    }

    [Fact]
    public void Knows_logits_by_scores_below_0_and_leaves_undecoded_heads_alone()
    {
        var values = new float[7 * 8400];
        values.AsSpan(4 * 8400).Fill(-7);
        var named = Evidence(640, [1, 7, 8400], values) with { NamedClasses = 3 };
        Assert.True(HeadRecognition.Recognise(named)!.Logits.Classes);
        Assert.False(HeadRecognition.Recognise(Evidence(640, [1, 7, 8400]) with { NamedClasses = 3 })!.Logits.Any);
        Assert.Null(HeadRecognition.Recognise(named with { NamedClasses = 2, Task = ModelTask.Detect }));
        Assert.Null(HeadRecognition.Recognise(named with { NamedClasses = null }));
    }

    [Fact]
    public void Does_not_guess_at_outputs_of_no_family()
    {
        var strange = new HeadEvidence
        {
            InputWidth = 640,
            InputHeight = 640,
            Outputs = [Sample("a", [1, 3, 80, 80, 85]), Sample("b", [1, 3, 40, 40, 85]), Sample("c", [1, 3, 20, 20, 85])],
        };
        Assert.Null(HeadRecognition.Recognise(strange));
        Assert.Null(HeadRecognition.Recognise(Evidence(640, [1, 84, 8400]) with { Task = ModelTask.Segment }));
        Assert.Null(HeadRecognition.Recognise(Evidence(640, [1, 77, 123])));
        Assert.Null(HeadRecognition.Recognise(Evidence(640, [1, 300, 84]) with { Task = ModelTask.Detect, NamedClasses = 80 }));
        Assert.Null(HeadRecognition.Recognise(strange with { Outputs = [Sample("boxes", [1, 8400, 4]), Sample("scores", [1, 8400, 80])] }));
    }

    private static HeadEvidence Evidence(int size, long[] shape, float[]? values = null) =>
        new() { InputWidth = size, InputHeight = size, Outputs = [Sample("head", shape, values)] };

    private static OutputSample Sample(string name, long[] shape, float[]? values = null) => new(new TensorSpec(name, TensorElementType.Float, shape), values ?? []);
}
