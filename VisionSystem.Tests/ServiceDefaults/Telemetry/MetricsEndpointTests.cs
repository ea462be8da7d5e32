using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using VisionSystem.Tests.Deployment;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.ServiceDefaults;

public sealed class MetricsEndpointTests : IDisposable
{
    /// <summary>The exit code of <c>promtool check metrics</c> for valid text with lint warnings.</summary>
    private const int Complaints = 3;

    // Meters are global to the process and tests run in parallel: every test uses its own names.
    private readonly string _prefix = "cv_test_" + Guid.CreateVersion7().ToString("N");
    private readonly Meter _meter;

    public MetricsEndpointTests() => _meter = new Meter("VisionSystem.Tests." + _prefix);

    [Fact]
    public async Task Responds_in_the_prometheus_text_format()
    {
        await using var service = await TestService.StartAsync();

        using var response = await service.GetAsync("/metrics");

        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType?.ToString());
    }

    [Fact]
    public async Task Writes_counters_gauges_and_histograms()
    {
        await using var service = await TestService.StartAsync();
        var jobs = _meter.CreateCounter<long>(_prefix + "_jobs", "{job}", "Jobs that\nwere \"done\".");
        var active = _meter.CreateUpDownCounter<int>(_prefix + "_active");
        var duration = _meter.CreateHistogram<double>(_prefix + "_duration", "s", "How long.");
        _ = _meter.CreateObservableGauge(_prefix + "_load", () => double.PositiveInfinity);
        jobs.Add(2, new("class", "a\"b\\c\nd"), new("a.status", 200));
        active.Add(5);
        active.Add(-7);
        duration.Record(0.0005);
        duration.Record(0.3);
        duration.Record(99);

        var lines = await FamiliesAsync(service);

        Assert.Equal(
            $$"""
            # TYPE P_active gauge
            P_active{} -2
            # TYPE P_duration_seconds histogram
            # HELP P_duration_seconds How long.
            P_duration_seconds_bucket{le="0.001"} 1
            P_duration_seconds_bucket{le="0.0025"} 1
            P_duration_seconds_bucket{le="0.005"} 1
            P_duration_seconds_bucket{le="0.01"} 1
            P_duration_seconds_bucket{le="0.025"} 1
            P_duration_seconds_bucket{le="0.05"} 1
            P_duration_seconds_bucket{le="0.1"} 1
            P_duration_seconds_bucket{le="0.25"} 1
            P_duration_seconds_bucket{le="0.5"} 2
            P_duration_seconds_bucket{le="1"} 2
            P_duration_seconds_bucket{le="2.5"} 2
            P_duration_seconds_bucket{le="5"} 2
            P_duration_seconds_bucket{le="10"} 2
            P_duration_seconds_bucket{le="+Inf"} 3
            P_duration_seconds_sum{} 99.3005
            P_duration_seconds_count{} 3
            # TYPE P_jobs_total counter
            # HELP P_jobs_total Jobs that\nwere "done".
            P_jobs_total{a_status="200",class="a\"b\\c\nd"} 2
            # TYPE P_load gauge
            P_load{} +Inf
            """.Replace("P_", _prefix + "_", StringComparison.Ordinal).Split('\n', StringSplitOptions.TrimEntries),
            lines);
    }

    /// <summary>The metric names of the deployment guide and of this product, which its rules and dashboards query.</summary>
    [Theory]
    [InlineData("_processing_jobs", "{job}", "counter", "_processing_jobs_total")]
    [InlineData("_processing_jobs_success", "{job}", "counter", "_processing_jobs_success_total")]
    [InlineData("_processing_jobs_error", "", "counter", "_processing_jobs_error_total")]
    [InlineData("_processing_duration", "s", "histogram", "_processing_duration_seconds_bucket")]
    [InlineData("_active_jobs", "{job}", "gauge", "_active_jobs")]
    [InlineData("_spool_size", "By", "gauge", "_spool_size_bytes")]
    [InlineData(".spool.size", "By", "gauge", "_spool_size_bytes")]
    [InlineData("_sent_bytes_total", "By", "counter", "_sent_bytes_total")]
    [InlineData("_sent_bytes", "By", "counter", "_sent_bytes_total")]
    [InlineData("_rate", "By/s", "gauge", "_rate_bytes_per_second")]
    [InlineData("_load", "1", "gauge", "_load")]
    public async Task Names_carry_the_unit_and_counters_end_in_total(string name, string unit, string type, string expected)
    {
        await using var service = await TestService.StartAsync();
        switch (type)
        {
            case "counter":
                _meter.CreateCounter<long>(_prefix + name, unit).Add(1);
                break;
            case "gauge":
                _meter.CreateUpDownCounter<long>(_prefix + name, unit).Add(1);
                break;
            default:
                _meter.CreateHistogram<double>(_prefix + name, unit).Record(1);
                break;
        }

        var names = MetricNames.Of(await service.GetTextAsync("/metrics"));

        Assert.Contains(_prefix + expected, names);
    }

    [Fact]
    public async Task One_name_in_two_meters_is_one_family()
    {
        await using var service = await TestService.StartAsync();
        using var second = new Meter("VisionSystem.Tests.Second." + _prefix);
        _meter.CreateCounter<long>(_prefix + "_hits").Add(1, new KeyValuePair<string, object?>("from", "first"));
        second.CreateCounter<long>(_prefix + "_hits").Add(2, new KeyValuePair<string, object?>("from", "second"));

        var lines = await FamiliesAsync(service);

        Assert.Single(lines, line => line.StartsWith("# TYPE " + _prefix + "_hits_total", StringComparison.Ordinal));
        Assert.Single(lines, line => line.Contains("from=\"second\"", StringComparison.Ordinal));
        Assert.Single(lines, line => line.Contains("from=\"first\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Labels_that_fall_together_are_joined_and_le_is_kept_for_buckets()
    {
        await using var service = await TestService.StartAsync();
        _meter.CreateCounter<long>(_prefix + "_joined").Add(1, new("a.b", "x"), new("a-b", "y"));
        _meter.CreateHistogram<double>(_prefix + "_reserved").Record(1, new KeyValuePair<string, object?>("le", "mine"));

        var lines = await FamiliesAsync(service);

        Assert.Contains(lines, line => line == _prefix + "_joined_total{a_b=\"x;y\"} 1" || line == _prefix + "_joined_total{a_b=\"y;x\"} 1");
        Assert.Contains(_prefix + "_reserved_count{} 1", lines);
    }

    [Theory]
    [InlineData("application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1")]
    [InlineData("application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2")]
    public async Task OpenMetrics_has_the_same_names_with_trace_exemplars(string accept)
    {
        using var source = new ActivitySource("VisionSystem.Tests." + _prefix);
        await using var service = await TestService.StartAsync();
        using var span = source.StartActivity("measured");
        Assert.NotNull(span);
        _meter.CreateHistogram<double>(_prefix + ".duration", "s").Record(0.3);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var response = await service.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var lines = (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split('\n');

        Assert.Equal("application/openmetrics-text", response.Content.Headers.ContentType?.MediaType);
        var bucket = Assert.Single(lines, line => line.StartsWith(_prefix + "_duration_seconds_bucket{le=\"0.5\"} 1 #", StringComparison.Ordinal));
        Assert.Contains($"trace_id=\"{span.TraceId}\"", bucket, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Takes_get_and_head_alone()
    {
        await using var service = await TestService.StartAsync();
        using var head = new HttpRequestMessage(HttpMethod.Head, "/metrics");

        using var headed = await service.Client.SendAsync(head, TestContext.Current.CancellationToken);
        using var posted = await service.Client.PostAsync("/metrics", null, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.MethodNotAllowed), (headed.StatusCode, posted.StatusCode));
    }

    [Fact]
    public async Task Families_are_sorted_and_unique()
    {
        await using var service = await TestService.StartAsync();

        var families = (await service.GetTextAsync("/metrics")).Split('\n')
            .Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal))
            .Select(line => line.Split(' ')[2])
            .ToArray();

        Assert.NotEmpty(families);
        Assert.Equal(families.Distinct().Order(StringComparer.Ordinal), families);
    }

    [Fact]
    public async Task Scrapes_at_the_same_time_do_not_disturb_each_other()
    {
        await using var service = await TestService.StartAsync();

        var texts = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => service.GetTextAsync("/metrics")));

        Assert.All(texts, text =>
        {
            Assert.StartsWith("# TYPE ", text, StringComparison.Ordinal);
            Assert.EndsWith("\n", text, StringComparison.Ordinal);
            Assert.Single(text.Split('\n'), line => line.StartsWith("# TYPE dotnet_timer_count ", StringComparison.Ordinal));
        });
    }

    [Fact]
    public async Task Switched_off_the_endpoint_does_not_exist()
    {
        await using var service = await TestService.StartAsync([("CV_METRICS_ENABLED", "false")]);

        using var response = await service.GetAsync("/metrics");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Promtool_finds_nothing_to_complain_about()
    {
        await using var service = await TestService.StartAsync(map: app => app.MapGet("/x", () => "x"));
        await service.GetTextAsync("/x");
        _meter.CreateCounter<long>(_prefix + "_nasty", description: "back\\slash\nand more")
            .Add(1, new("v", "\"\\\n\r\t\u0001"), new("größe", "🙂"), new("null", null));
        _meter.CreateHistogram<double>(_prefix + "_wait_duration", "s", "How long.").Record(double.MaxValue);
        _ = _meter.CreateObservableGauge(_prefix + "_nan", () => double.NaN, description: "Nothing.");
        _ = _meter.CreateObservableGauge(_prefix + "_minus_zero", () => -0.0, description: "Less than nothing.");
        var metrics = await service.GetTextAsync("/metrics");

        var complaints = await PromtoolAsync(metrics);

        // Other tests record metrics in this process as well. OpenTelemetry defines the names of the runtime and the libraries, and
        // some of them end in "count".
        string[] justified =
        [
            .. complaints.Where(line => !line.StartsWith("cv_test_", StringComparison.Ordinal) || line.StartsWith(_prefix, StringComparison.Ordinal))
                .Where(line => line.StartsWith("cv_", StringComparison.Ordinal) || !line.Contains("\"_count\" suffix", StringComparison.Ordinal)),
        ];
        Assert.Empty(justified);
    }

    public void Dispose() => _meter.Dispose();

    private async Task<string[]> FamiliesAsync(TestService service) =>
        [.. (await service.GetTextAsync("/metrics")).Split('\n').Where(line => line.Contains(_prefix, StringComparison.Ordinal))];

    private static async Task<string[]> PromtoolAsync(string metrics)
    {
        var path = TestTools.Program("promtool");
        Assert.SkipWhen(path is null, "promtool is not installed (Debian: apt install prometheus)");
        var (exitCode, output) = await TestTools.RunWithInputAsync(new ProcessStartInfo(path!, ["check", "metrics"]), metrics);
        Assert.True(exitCode is 0 or Complaints, output.ToString());
        return output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
