namespace VisionSystem.Tests.Logging.Diagnostics;

public sealed class MetricTests
{
    [Fact]
    public async Task Counts_stored_duplicate_and_refused_predictions()
    {
        await using var service = new LoggingApplication();
        using var client = service.CreateClient();
        var image = Samples.Image(1);
        var delivery = Delivery.Of([Samples.Of(image)], image);

        await client.DeliverAsync(delivery);
        await client.DeliverAsync(delivery);
        using var refused = await client.PostAsync("/v1/predictions/batch", new Delivery("[]").ToContent(), TestContext.Current.CancellationToken);
        var metrics = await client.GetStringAsync("/metrics", TestContext.Current.CancellationToken);

        string[] expected =
        [
            "cv_predictions_stored_total", "cv_predictions_duplicate_total", "cv_images_stored_total", "cv_images_deduplicated_total",
            "cv_image_stored_bytes_total", "cv_batch_duration_seconds_count", "cv_batches_refused_total{problem=\"invalid-batch\"",
        ];
        Assert.All(expected, name => Assert.Contains("\n" + name, metrics, StringComparison.Ordinal));
    }
}
