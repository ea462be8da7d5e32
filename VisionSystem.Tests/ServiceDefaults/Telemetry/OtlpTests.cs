using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using VisionSystem.ServiceDefaults.Telemetry;

namespace VisionSystem.Tests.ServiceDefaults;

public sealed partial class OtlpTests
{
    private static readonly ActivitySource Source = new("VisionSystem.Tests");

    [Fact]
    public async Task Traces_metrics_and_logs_reach_the_collector_under_the_services_name()
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using (var service = await TestService.StartAsync(
            [
                ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Url),
                ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
                ("OTEL_EXPORTER_OTLP_HEADERS", "x-key=sesame"),
                ("OTEL_SERVICE_NAME", "renamed-service"),
            ],
            map: Map))
        {
            await service.GetTextAsync("/v1/things/7");
            await service.GetTextAsync("/health");
            await service.App.StopAsync(TestContext.Current.CancellationToken);
        }

        Assert.True(collector.Has("traces", "renamed-service"), "service name");
        Assert.True(collector.Has("traces", "decode"), "our own span");
        Assert.True(collector.Has("traces", "GET /v1/things/{id}"), "the server's span");
        Assert.True(collector.Has("traces", "http.response.status_code"), "HTTP attributes");
        Assert.True(collector.HasMatch("traces", "url\\.path.{1,6}/v1/things/7"), "the path");
        Assert.False(collector.HasMatch("traces", "url\\.path.{1,6}/health"), "probes are not traced");
        Assert.True(collector.Has("metrics", "http.server.request.duration"), "metrics");
        Assert.True(collector.Has("logs", "a thing was seen"), "logs");
        Assert.True(collector.HasKey("sesame"), "headers");
    }

    [Fact]
    public async Task A_collector_that_accepts_nothing_does_not_delay_shutdown()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var service = await TestService.StartAsync(
            [
                ("OTEL_EXPORTER_OTLP_ENDPOINT", $"http://{silent.LocalEndpoint}"),
                ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
                ("Vision:Telemetry:FlushTimeout", "00:00:00.1"),
            ],
            map: Map);
        await service.GetTextAsync("/v1/things/7");

        var end = Task.Run(async () => await service.DisposeAsync(), TestContext.Current.CancellationToken);

        // OpenTelemetry itself waits five seconds for each of traces, metrics and logs.
        await end.WaitAsync(TimeSpan.FromSeconds(12), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Tracing_can_be_switched_off()
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using (var service = await TestService.StartAsync(
            [
                ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Url),
                ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
                ("CV_TRACING_ENABLED", "false"),
            ],
            map: Map))
        {
            await service.GetTextAsync("/v1/things/7");
            await service.App.StopAsync(TestContext.Current.CancellationToken);
        }

        Assert.True(collector.Has("metrics", TestService.Name), "metrics");
        Assert.False(collector.Has("traces", TestService.Name), "traces");
    }

    [Theory]
    [InlineData("http://jaeger:14268/api/traces", "http://jaeger:4318", "http/protobuf")]
    [InlineData("http://jaeger:4318", "http://jaeger:4318", "http/protobuf")]
    [InlineData("https://jaeger.example:4317", "https://jaeger.example:4317", "grpc")]
    public void A_jaeger_address_of_the_guide_means_otlp(string jaeger, string endpoint, string protocol)
    {
        var settings = OtlpSettings.OfJaeger(new Uri(jaeger));

        Assert.Equal((endpoint, protocol), (settings.Endpoint, settings.Protocol));
    }

    [Fact]
    public async Task All_signals_name_the_same_process()
    {
        await using var app = TestService.Build([("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4317"), ("OTEL_RESOURCE_ATTRIBUTES", "team=vision")]);
        BaseProvider[] signals =
        [
            app.Services.GetRequiredService<TracerProvider>(), app.Services.GetRequiredService<MeterProvider>(), app.Services.GetRequiredService<LoggerProvider>(),
        ];

        var resources = signals.Select(signal => signal.GetResource().Attributes.OrderBy(attribute => attribute.Key).ToArray()).ToArray();

        Assert.Equal(TestService.Name, resources[0].Single(attribute => attribute.Key == "service.name").Value);
        Assert.Equal("vision", resources[0].Single(attribute => attribute.Key == "team").Value);
        Assert.Contains(resources[0], attribute => attribute.Key == "service.instance.id");
        Assert.Equal(resources[0], resources[1]);
        Assert.Equal(resources[0], resources[2]);
    }

    [Fact]
    public async Task A_failure_is_an_error_in_the_trace()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener { ShouldListenTo = source => source.Name == "Microsoft.AspNetCore", ActivityStopped = spans.Enqueue };
        ActivitySource.AddActivityListener(listener);
        await using var service = await TestService.StartAsync(
            map: app => app.MapGet("/v1/broken", string () => throw new InvalidOperationException("it broke")));

        using var response = await service.GetAsync("/v1/broken");
        await service.App.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        var span = Assert.Single(spans, span => span.TraceId.ToHexString() == response.Headers.GetValues("X-Request-Id").Single());
        Assert.Equal("GET /v1/broken", span.DisplayName);
        Assert.Equal(ActivityStatusCode.Error, span.Status);
        Assert.Equal("500", span.GetTagItem("error.type"));
        Assert.Contains(span.Events, told => told.Name == "exception");
    }

    [Fact]
    public async Task Jaeger_receives_the_traces_in_addition_to_the_collector()
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using var jaeger = await OtlpCollector.StartAsync("http://127.0.0.1:4318");
        await using (var service = await TestService.StartAsync(
            [
                ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Url),
                ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
                ("CV_JAEGER_ENDPOINT", "http://127.0.0.1:14268/api/traces"),
            ],
            map: Map))
        {
            await service.GetTextAsync("/v1/things/7");
            await service.App.StopAsync(TestContext.Current.CancellationToken);
        }

        Assert.True(collector.Has("traces", "decode"), "the collector's trace");
        Assert.True(jaeger.Has("traces", "decode"), "Jaeger's trace");
        Assert.False(jaeger.Has("logs", TestService.Name), "Jaeger takes traces alone");
    }

    [Fact]
    public async Task A_jaeger_address_is_logged_in_one_line_as_its_OTLP_form()
    {
        await using var service = await TestService.StartAsync([("CV_JAEGER_ENDPOINT", "http://localhost:14268/api/traces")]);

        Assert.Contains("Information: Traces for Jaeger at localhost go to http://localhost:4318 by OTLP", service.Lines.All);
    }

    private static void Map(WebApplication app) => app.MapGet("/v1/things/{id}", (int id, ILogger<OtlpTests> logger) =>
    {
        using var span = Source.StartActivity("decode");
        Seen(logger);
        return id;
    });

    [LoggerMessage(1, LogLevel.Information, "a thing was seen")]
    private static partial void Seen(ILogger logger);
}
