using System.Collections.Concurrent;
using System.Diagnostics;
using VisionSystem.Contracts;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Logging.Persistence.Postgres;

[Collection(SharedPostgres.Name)]
public sealed class SecretTests(PostgresServer server)
{
    private readonly byte[] _image = Samples.Image(1);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_password_is_in_no_log_no_health_report_and_no_trace(bool wrong)
    {
        var address = await server.CreateDatabaseAsync();
        var password = wrong ? "wrong-one" : PostgresServer.Password;
        address = address.Replace(Uri.EscapeDataString(PostgresServer.Password), Uri.EscapeDataString(password), StringComparison.Ordinal);
        var seen = new ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span => seen.Enqueue(string.Join(';', span.TagObjects.Select(tag => tag.Value)) + span.StatusDescription + span.DisplayName),
        };
        ActivitySource.AddActivityListener(listener);
        await using var service = new LoggingApplication(null, ("Vision:Store:DatabaseUrl", address), ("Vision:Telemetry:LogLevel", "trace"));
        using var client = service.CreateClient();

        using var answer = await client.PostAsync(PredictionBatch.Path, Delivery.Of([Samples.Of(_image)], _image).ToContent(), TestContext.Current.CancellationToken);
        using var health = await client.GetAsync("/health", TestContext.Current.CancellationToken);

        Assert.Equal(wrong ? 503 : 200, (int)answer.StatusCode);
        Assert.Equal(wrong ? 503 : 200, (int)health.StatusCode);
        var everything = seen.Concat(service.Lines.All)
            .Append(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))
            .Append(await health.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.All(everything, text =>
        {
            Assert.DoesNotContain(password, text, StringComparison.Ordinal);
            Assert.DoesNotContain(Uri.EscapeDataString(password), text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_delivery_shows_its_statement_in_the_senders_trace()
    {
        await using var service = new LoggingApplication(null, ("Vision:Store:DatabaseUrl", await server.CreateDatabaseAsync()));
        using var client = service.CreateClient();
        await client.DeliverAsync(Delivery.Of([Samples.Of(_image)], _image));
        var trace = ActivityTraceId.CreateRandom();
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "VisionSystem.Logging" or "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        using var request = new HttpRequestMessage(HttpMethod.Post, PredictionBatch.Path) { Content = Delivery.Of([Samples.Of(_image)]).ToContent() };
        request.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");

        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

        var ours = spans.Where(span => span.TraceId == trace).ToArray();
        var batch = Assert.Single(ours, span => span.OperationName == "prediction batch");
        var statement = Assert.Single(ours, span => span.Source.Name == "Npgsql");
        Assert.Equal(batch.SpanId, statement.ParentSpanId);
        Assert.Equal("postgresql", statement.GetTagItem("db.system.name") ?? statement.GetTagItem("db.system"));
    }
}
