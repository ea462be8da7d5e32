using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using VisionSystem.Tests.Inference;
using VisionSystem.Tests.Inference.Models;
using VisionSystem.Tests.Logging;

namespace VisionSystem.Tests.Vision.Models;

public sealed class ModelProbeTests
{
    [Fact]
    public async Task A_degenerate_default_model_is_reported_and_never_served()
    {
        using var service = new RepositoryService(TestData.Require("models"), "yolov8n_quant");
        await service.UntilModelAsync("yolov8n_quant", "is blind", model => model.GetProperty("state").GetString() == "blind");

        using var refused = await service.DetectAsync();
        var problem = await refused.ProblemAsync();
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "model-blind"), (refused.StatusCode, problem.Slug()));
        Assert.Contains("yolov8n_quant.onnx", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        using var ready = await service.Client.GetAsync(new Uri("/ready", UriKind.Relative), TestContext.Current.CancellationToken);
        var health = await ready.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Contains("degenerate", health.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal(200, await service.StatusAsync("/alive"));
        Assert.Equal(0, await service.MetricAsync("cv_model_healthy", "yolov8n_quant"));
    }

    [Theory]
    [InlineData("yolov8n-uint8")]
    [InlineData("yolox_nano")]
    [InlineData("yolov10n_int8")]
    [InlineData("yolov8n-cls-uint8")]
    [InlineData("yolov8n-seg-uint8")]
    [InlineData("yolov8n-pose-uint8")]
    [InlineData("yolov8n-obb-uint8")]
    public async Task A_good_model_is_never_classified_as_degenerate(string model)
    {
        using var service = new RepositoryService(TestData.Require("models"), model);
        await service.ReadyAsync();
        Assert.Equal(1, await service.MetricAsync("cv_model_healthy", model));
    }

    [Fact]
    public async Task A_model_must_detect_an_object_in_its_configured_probe_image()
    {
        using var models = new ModelFolder();
        models.Put("carded.onnx", ModelFolder.Variant("carded"));
        models.Put("good.jpg", File.ReadAllBytes(Path.Combine(InferenceApplication.Samples, "shelf.jpg")));
        models.Put("carded.yaml", "warmup: good.jpg\nconfidence: 0.3\n"u8.ToArray());
        using (var service = new RepositoryService(models.Path, "carded"))
        {
            await service.ReadyAsync();
        }

        models.Put("carded.yaml", "warmup: good.jpg\nconfidence: 1\n"u8.ToArray());
        using var unproven = new RepositoryService(models.Path, "carded");
        await unproven.UntilModelAsync("carded", "is blind", model => model.GetProperty("state").GetString() == "blind");
    }
}
