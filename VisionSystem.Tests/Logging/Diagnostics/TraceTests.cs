using System.Collections.Concurrent;
using System.Diagnostics;
using VisionSystem.Contracts;

namespace VisionSystem.Tests.Logging.Diagnostics;

public sealed class TraceTests
{
    [Fact]
    public async Task A_delivery_shows_its_images_and_its_database_in_the_senders_trace()
    {
        await using var service = new LoggingApplication();
        using var client = service.CreateClient();
        var trace = ActivityTraceId.CreateRandom();
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "VisionSystem.Logging",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        var image = Samples.Image(1);
        using var request = new HttpRequestMessage(HttpMethod.Post, PredictionBatch.Path) { Content = Delivery.Of([Samples.Of(image), Samples.Of(image)], image).ToContent() };
        request.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");

        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

        var ours = spans.Where(span => span.TraceId == trace).ToDictionary(span => span.OperationName);
        Assert.Equal(["INSERT object_detections", "image store put", "prediction batch"], ours.Keys.Order(StringComparer.Ordinal));
        var insert = ours["INSERT object_detections"];
        Assert.Equal(ActivityKind.Client, insert.Kind);
        Assert.Equal("sqlite", insert.GetTagItem("db.system.name"));
        Assert.Equal("INSERT", insert.GetTagItem("db.operation.name"));
        Assert.Equal(2, insert.GetTagItem("db.operation.batch.size"));
        Assert.Equal(ours["prediction batch"].SpanId, insert.ParentSpanId);
    }
}
