using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using VisionSystem.Contracts;
using VisionSystem.Tests.Logging;
using VisionSystem.Tests.Vision.Decoders;

namespace VisionSystem.Tests.Inference.Detect;

/// <summary>Tests every task with real models and images.</summary>
public sealed class ImageTaskTests(ImageTaskTests.Service service) : IClassFixture<ImageTaskTests.Service>
{
    [Fact]
    public async Task Finds_the_ships_and_vehicles_of_an_aerial_image_with_their_angles()
    {
        var answer = await AskAsync("obb", "obb", "?model=yolov8n-obb-uint8");
        var detections = ExpectedBox.Detections(answer);

        Assert.InRange(detections.Count, 144, 160);
        Assert.Superset(new HashSet<string> { "ship", "small vehicle", "large vehicle" }, detections.Select(found => found.Class).ToHashSet());
        Assert.All(detections, found =>
        {
            Assert.InRange(found.Oriented!.Value.Angle, 0, MathF.PI / 2);
            Assert.Equal(4, found.Corners!.Count);
            Assert.InRange(found.Corners.Average(corner => corner.X), found.Oriented.Value.Cx - 0.5f, found.Oriented.Value.Cx + 0.5f);
        });
        Assert.True(detections.Count(found => found.Oriented!.Value.Angle > 0.05f) > 10);
    }

    [Fact]
    public async Task Finds_three_people_with_their_keypoints()
    {
        var people = ExpectedBox.Detections(await AskAsync("pose", "bus", "?model=yolov8n-pose-uint8&confidence=0.5"));

        Assert.Equal(3, people.Count);
        Assert.All(people, person =>
        {
            Assert.Equal(17, person.Keypoints!.Count);
            var (across, down) = ((person.Box.X2 - person.Box.X1) / 10, (person.Box.Y2 - person.Box.Y1) / 10);
            Assert.All(person.Keypoints, point =>
            {
                Assert.InRange(point.X, person.Box.X1 - across, person.Box.X2 + across);
                Assert.InRange(point.Y, person.Box.Y1 - down, person.Box.Y2 + down);
                Assert.InRange(point.Visibility!.Value, 0, 1);
            });
        });
    }

    [Theory]
    [InlineData("bus", 4)]
    [InlineData("zidane", 2)]
    [InlineData("sports", 5)]
    public async Task Masks_agree_with_the_boxes_in_both_forms(string image, int least)
    {
        var detections = ExpectedBox.Detections(await AskAsync("segment", image, "?model=yolov8n-seg-uint8&masks=both&confidence=0.5"));

        Assert.True(detections.Count >= least, $"{detections.Count} objects");
        Assert.All(detections, found =>
        {
            var points = found.Mask!.Polygons!.SelectMany(polygon => polygon.Chunk(2)).ToList();
            var bounds = new Box(points.Min(point => point[0]), points.Min(point => point[1]), points.Max(point => point[0]), points.Max(point => point[1]));
            Assert.True(new ExpectedBox(found.Class, null, bounds).IsAmong([found], 0.8f), $"{found.Class} {found.Box}: {bounds}");

            // An outline halves the pixels on its edge, which are a large share of a small object.
            var (outlined, edge) = (found.Mask.Polygons!.Sum(RunLengthText.Area), bounds.X2 - bounds.X1 + bounds.Y2 - bounds.Y1);
            Assert.Equal(outlined, RunLengthText.Area(found.Mask.Rle!), (outlined * 0.05) + (edge / 2));
        });
    }

    [Fact]
    public async Task Writes_masks_in_the_form_that_is_asked_for()
    {
        var outlines = ExpectedBox.Detections(await AskAsync("segment", "bus", "?model=yolov8n-seg-uint8"))[0].Mask!;
        var runs = ExpectedBox.Detections(await AskAsync("segment", "bus", "?model=yolov8n-seg-uint8&masks=rle"))[0].Mask!;
        Assert.Equal((true, true), (outlines is { Polygons: not null, Rle: null }, runs is { Polygons: null, Rle: not null }));
    }

    [Theory]
    [InlineData("pizza", 963, 0.9)]
    [InlineData("teddy", 850, 0.9)]
    [InlineData("toaster", 859, 0.3)]
    public async Task Classifies_an_image(string image, int classId, double least)
    {
        var answer = await AskAsync("classify", image, "?model=yolov8n-cls-uint8");
        var classes = answer.GetProperty("classifications").EnumerateArray().ToList();

        Assert.Equal(5, classes.Count);
        Assert.Equal(classId, classes[0].GetProperty("class_id").GetInt32());
        Assert.True(classes[0].GetProperty("confidence").GetDouble() > least, answer.ToString());
        Assert.False(answer.TryGetProperty("detections", out _));
    }

    [Fact]
    public async Task Takes_the_only_model_that_does_the_task_when_the_default_one_does_not()
    {
        var answer = await AskAsync("classify", "pizza", "?top=1");
        Assert.Equal("yolov8n-cls-uint8", answer.GetProperty("model").GetProperty("name").GetString());
        Assert.Single(answer.GetProperty("classifications").EnumerateArray());
    }

    [Fact]
    public async Task A_model_of_another_task_still_detects()
    {
        foreach (var model in new[] { "yolov8n-seg-uint8", "yolov8n-pose-uint8" })
        {
            var found = ExpectedBox.Detections(await AskAsync("detect", "bus", $"?model={model}&confidence=0.5"));
            Assert.All(found, detection => Assert.Equal((null, null), (detection.Mask, detection.Keypoints)));
            Assert.Contains(found, detection => detection.Class == "person");
        }
    }

    [Theory]
    [InlineData("detect", "yolov8n-cls-uint8", "'classify', not 'detect'")]
    [InlineData("pose", "yolov8n-uint8", "model=yolov8n-pose-uint8")]
    [InlineData("segment", "yolov8n-cls-uint8", "model=yolov8n-seg-uint8")]
    public async Task Refuses_a_task_that_the_model_does_not_do(string task, string model, string help)
    {
        using var answer = await service.Client.SendAsync(Image("bus"), $"?model={model}", task: task);
        var problem = await answer.ProblemAsync();
        Assert.Equal((HttpStatusCode.Conflict, "task-mismatch"), (answer.StatusCode, problem.Slug()));
        Assert.Contains(help, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("segment", "bus", "?model=yolov8n-seg-uint8&masks=both")]
    [InlineData("pose", "bus", "?model=yolov8n-pose-uint8")]
    [InlineData("obb", "obb", "?model=yolov8n-obb-uint8")]
    [InlineData("classify", "pizza", "?model=yolov8n-cls-uint8")]
    public async Task The_response_is_stored(string task, string image, string query)
    {
        var answer = await AskAsync(task, image, query);
        var kept = JsonSerializer.SerializeToElement(await service.Client.PredictionAsync(answer.GetProperty("id").GetGuid()), WireJson.Default.Prediction);

        var part = task == "classify" ? "classifications" : "detections";
        Assert.True(JsonElement.DeepEquals(answer.GetProperty(part), kept.GetProperty(part)));
        Assert.Equal(task, kept.GetProperty("model").GetProperty("task").GetString());
    }

    private static byte[] Image(string name) => File.ReadAllBytes(TestData.Require($"images/photos/{name}.jpg"));

    private async Task<JsonElement> AskAsync(string task, string image, string query)
    {
        using var answer = await service.Client.SendAsync(Image(image), query + "&timeout_ms=120000", task: task);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }

    /// <summary>One running service with all models for all tests of this class.</summary>
    public sealed class Service : IAsyncLifetime
    {
        private readonly InferenceApplication _application =
            new(("Vision:Models:Path", TestData.Require("models")), ("Vision:Models:Default", "yolov8n-uint8"));

        public HttpClient Client { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Client = await _application.ReadyClientAsync();

        public ValueTask DisposeAsync()
        {
            _application.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
