using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using VisionSystem.Inference.Recording;
using VisionSystem.Inference.Requests;
using VisionSystem.Vision.Decoders;
using VisionSystem.Vision.Imaging;

namespace VisionSystem.Tests.Inference.Requests;

public sealed class DetectParametersTests
{
    private static readonly Dictionary<string, string> NoForm = [];

    [Fact]
    public void Has_the_documented_defaults()
    {
        var parameters = Parse("", NoForm, out var errors);
        Assert.Empty(errors);
        Assert.Equal((300, 5, RecordingMode.Durable, false), (parameters.MaxDetections, parameters.Top, parameters.Recording, parameters.AsImage));
        Assert.Equal((null, null, null), (parameters.Model, parameters.Confidence, parameters.Iou));
    }

    [Fact]
    public void Reads_query_and_form_and_prefers_the_query()
    {
        var form = new Dictionary<string, string> { ["confidence"] = "0.9", ["iou"] = "0.6" };
        var parameters = Parse("?confidence=0.5&recording=off&format=image&classes=bus,0&model=yolov8n.pt&max_detections=7", form, out var errors);
        Assert.Empty(errors);
        Assert.Equal((0.5f, 0.6f, 7, RecordingMode.Off, true), (parameters.Confidence, parameters.Iou, parameters.MaxDetections, parameters.Recording, parameters.AsImage));
        Assert.Equal(("yolov8n.pt", "bus,0"), (parameters.Model, parameters.Classes));
    }

    [Fact]
    public void Lists_every_bad_parameter_at_once()
    {
        Parse("?confidence=1.5&iou=NaN&max_detections=0&recording=1&format=png&confidance=0.3", NoForm, out var errors);
        Assert.Equal(["confidance", "confidence", "format", "iou", "max_detections", "recording"], errors.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Defaults_to_a_white_background_and_scaling_by_depth()
    {
        Assert.Equal((Colour.White, ValueScale.Depth), Read("", []));
        Assert.Equal((Colour.Black, ValueScale.Depth), Read("?background=Black&scale=depth", []));
        Assert.Equal((new Colour(255, 128, 0), ValueScale.Range), Read("?background=%23FF8000&scale=range", []));
        Assert.Equal((new Colour(255, 128, 0), ValueScale.Range), Read("", new Dictionary<string, string> { ["background"] = "ff8000", ["scale"] = "range" }));

        static (Colour, ValueScale) Read(string query, Dictionary<string, string> form)
        {
            var conversion = Parse(query, form, out var errors).Conversion;
            Assert.Empty(errors);
            return (conversion.EffectiveBackground, conversion.Scale);
        }
    }

    [Theory]
    [InlineData("?background=red", "background")]
    [InlineData("?background=", "background")]
    [InlineData("?background=%23%23ff800", "background")]
    [InlineData("?background=%23fff", "background")]
    [InlineData("?background=ff80000", "background")]
    [InlineData("?scale=Range", "scale")]
    [InlineData("?scale=", "scale")]
    [InlineData("?scale=depth,range", "scale")]
    public void Refuses_an_invalid_background_and_an_invalid_scale(string query, string name)
    {
        Parse(query, NoForm, out var errors);
        Assert.Equal([name], errors.Keys);
    }

    [Theory]
    [InlineData("?batch=true", true, "")]
    [InlineData("?batch=False", false, "")]
    [InlineData("?batch=1", false, "batch")]
    [InlineData("?batch=true&format=json", true, "")]
    [InlineData("?batch=true&format=image", true, "format")]
    public void A_batch_is_returned_as_JSON_only(string query, bool batch, string wrong)
    {
        var parameters = Parse(query, NoForm, out var errors);
        Assert.Equal(batch, parameters.Batch);
        Assert.Equal(wrong, string.Join(',', errors.Keys));
    }

    [Theory]
    [InlineData(ModelTask.Detect, "masks,top")]
    [InlineData(ModelTask.Segment, "top")]
    [InlineData(ModelTask.Classify, "format,iou,masks,max_detections")]
    internal void Knows_the_parameters_of_each_task(ModelTask task, string unknown)
    {
        DetectParameters.Parse(
            new QueryCollection(QueryHelpers.ParseQuery("?iou=0.5&max_detections=3&masks=both&top=2&format=json")), NoForm, RecordingMode.Durable, out var errors, task);
        Assert.Equal(unknown.Split(','), errors.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("-0.1")]
    [InlineData("")]
    [InlineData("1e9")]
    [InlineData("0,5")]
    [InlineData("Infinity")]
    [InlineData("0.5&confidence=0.6")]
    public void Refuses_a_confidence_outside_0_to_1(string value)
    {
        Parse("?confidence=" + value, NoForm, out var errors);
        Assert.Equal(["confidence"], errors.Keys);
    }

    private static DetectParameters Parse(string query, IReadOnlyDictionary<string, string> form, out Dictionary<string, string[]> errors) =>
        DetectParameters.Parse(new QueryCollection(QueryHelpers.ParseQuery(query)), form, RecordingMode.Durable, out errors);
}
