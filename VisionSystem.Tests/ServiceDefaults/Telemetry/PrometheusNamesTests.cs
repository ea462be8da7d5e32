using VisionSystem.ServiceDefaults.Telemetry.Prometheus;

namespace VisionSystem.Tests.ServiceDefaults;

public sealed class PrometheusNamesTests
{
    [Theory]
    [InlineData("cv_processing_jobs", "{job}", "counter", "cv_processing_jobs_total")]
    [InlineData("cv_processing_jobs_success", "{job}", "counter", "cv_processing_jobs_success_total")]
    [InlineData("cv_processing_jobs_error", "", "counter", "cv_processing_jobs_error_total")]
    [InlineData("cv_processing_duration", "s", "histogram", "cv_processing_duration_seconds")]
    [InlineData("cv_active_jobs", "{job}", "gauge", "cv_active_jobs")]
    public void The_guides_names_come_out_as_the_guide_has_them(string name, string unit, string type, string expected) =>
        Assert.Equal(expected, PrometheusNames.Metric(name, unit, type));

    [Theory]
    [InlineData("http.server.request.duration", "s", "histogram", "http_server_request_duration_seconds")]
    [InlineData("spool.size", "By", "gauge", "spool_size_bytes")]
    [InlineData("sent_bytes_total", "By", "counter", "sent_bytes_total")]
    [InlineData("sent.bytes", "By", "counter", "sent_bytes_total")]
    [InlineData("rate", "By/s", "gauge", "rate_bytes_per_second")]
    [InlineData("load", "1", "gauge", "load")]
    [InlineData("dotnet.assembly.count", "{assembly}", "gauge", "dotnet_assemblies")]
    [InlineData("dotnet.timer.count", "{timer}", "gauge", "dotnet_timers")]
    [InlineData("checks_sum", "", "gauge", "checks_sum_value")]
    [InlineData("3d.größe--x", "", "gauge", "_3d_gr_e_x")]
    [InlineData("", "", "gauge", "_")]
    public void Names_follow_prometheus_rules(string name, string unit, string type, string expected) =>
        Assert.Equal(expected, PrometheusNames.Metric(name, unit, type));

    [Theory]
    [InlineData("http.request.method", "http_request_method")]
    [InlineData("9lives", "_9lives")]
    [InlineData("a:b", "a_b")]
    [InlineData("__name__", "_name_")]
    public void Labels_follow_prometheus_rules(string name, string expected) => Assert.Equal(expected, PrometheusNames.Label(name));
}
