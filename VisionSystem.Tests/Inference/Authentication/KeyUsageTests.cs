using System.Net;
using System.Net.Http.Json;
using VisionSystem.Contracts;
using VisionSystem.Inference.Authentication;
using VisionSystem.Tests.Logging;

namespace VisionSystem.Tests.Inference.Authentication;

/// <summary>Reports of when keys were last used.</summary>
public sealed class KeyUsageTests : IHttpClientFactory, IDisposable
{
    private readonly ManualTime _time = new();
    private readonly Receiver _receiver = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reports_changes_once_a_minute_and_sends_nothing_without_a_change()
    {
        var report = new KeyUsageReport(this, _time);
        report.Of("a").Note(_time.GetUtcNow());
        await report.SendWhenDueAsync(Token);
        Assert.Empty(_receiver.Reports);

        _time.Advance(TimeSpan.FromMinutes(1));
        await report.SendWhenDueAsync(Token);
        await report.SendWhenDueAsync(Token);
        Assert.Equal(["a"], Assert.Single(_receiver.Reports).Ids);

        _time.Advance(TimeSpan.FromMinutes(1));
        await report.SendWhenDueAsync(Token);
        Assert.Single(_receiver.Reports);
    }

    [Fact]
    public async Task Reports_the_time_of_a_use_after_logging_service_was_away()
    {
        var report = new KeyUsageReport(this, _time);
        var used = _time.GetUtcNow();
        report.Of("a").Note(used);
        _receiver.Status = HttpStatusCode.ServiceUnavailable;
        _time.Advance(TimeSpan.FromMinutes(1));
        await report.SendWhenDueAsync(Token);

        _receiver.Status = HttpStatusCode.NoContent;
        report.Of("b").Note(_time.GetUtcNow());
        _time.Advance(TimeSpan.FromMinutes(1));
        await report.SendWhenDueAsync(Token);

        var sent = _receiver.Reports[^1];
        Assert.Equal(["a", "b"], sent.Ids.Order());
        Assert.Equal(used, sent.UsedAt![sent.Ids.Index().Single(id => id.Item == "a").Index]);
    }

    [Fact]
    public async Task A_service_that_stops_reports_the_last_uses()
    {
        using var data = new TemporaryFolder();
        await using var reader = new LoggingApplication(data.Path);
        CreatedApiKey key;
        using (var service = new ClosedService(data.Path))
        {
            key = await service.CreateKeyAsync("dock", [Scope.Read]);
            using var client = service.Client(key.Key);
            using var used = await client.GetAsync("/v1/predictions", Token);
            Assert.Equal(HttpStatusCode.OK, used.StatusCode);
        }

        using var administrator = reader.CreateClient();
        var listed = Assert.Single((await administrator.GetFromJsonAsync("/v1/keys?tenant=dock", WireJson.Default.ApiKeyList, Token))!.Keys);
        Assert.InRange(listed.LastUsedAt!.Value, key.CreatedAt, TimeProvider.System.GetUtcNow());
    }

    public HttpClient CreateClient(string name) => new(_receiver, disposeHandler: false);

    public void Dispose() => _receiver.Dispose();

    /// <summary>logging-service as far as reports concern it.</summary>
    private sealed class Receiver : HttpMessageHandler
    {
        public List<ApiKeyUsage> Reports { get; } = [];

        public HttpStatusCode Status { get; set; } = HttpStatusCode.NoContent;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Reports.Add((await request.Content!.ReadFromJsonAsync(WireJson.Default.ApiKeyUsage, cancellationToken))!);
            return new HttpResponseMessage(Status);
        }
    }

    private sealed class ManualTime : TimeProvider
    {
        private DateTimeOffset _now = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);

        public void Advance(TimeSpan by) => _now += by;

        public override DateTimeOffset GetUtcNow() => _now;

        public override long GetTimestamp() => _now.Ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;
    }
}
