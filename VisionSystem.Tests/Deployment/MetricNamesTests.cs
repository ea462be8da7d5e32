using System.Net;
using VisionSystem.Tests.Inference;

namespace VisionSystem.Tests.Deployment;

/// <summary>The monitoring queries only metrics that the services expose.</summary>
public sealed class MetricNamesTests
{
    /// <summary>The metrics of the guide and those that an operator checks first: read from a running service, not only declared.</summary>
    private static readonly string[] Live =
    [
        "cv_processing_jobs_total", "cv_processing_jobs_success_total", "cv_processing_jobs_error_total",
        "cv_processing_duration_seconds_bucket", "cv_active_jobs", "cv_queue_waiting", "cv_model_healthy", "cv_spool_predictions",
    ];

    [Fact]
    public async Task Every_metric_of_rules_dashboards_and_autoscalers_is_on_a_running_service()
    {
        var asked = await MetricNames.AskedForAsync();
        Assert.NotEmpty(asked);
        await using var inference = new InferenceApplication();
        var client = await inference.ReadyClientAsync();
        var image = await File.ReadAllBytesAsync(Path.Combine(InferenceApplication.Samples, "shelf.jpg"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, (await client.SendAsync(image)).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await client.SendAsync(image[..200])).StatusCode);
        GC.Collect(); // the runtime reports its heap after a first collection

        // Both services run in this process, and each exposes the instruments of both.
        var live = await Until.FoundAsync("the prediction is stored", async token =>
        {
            var names = MetricNames.Of(await client.GetStringAsync("/metrics", token)).ToHashSet();
            return names.Contains("cv_predictions_stored_total") ? names : null;
        }, TimeSpan.FromSeconds(60));
        Assert.Empty(Live.Except(live));
        var declared = MetricNames.OfInstruments();
        Assert.Empty(asked.Where(name => !live.Contains(name.Key) && !declared.Contains(name.Key)).Select(name => $"{name.Key}, asked for by {string.Join(", ", name)}"));
    }
}
