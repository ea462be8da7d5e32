using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace VisionSystem.Logging.Images;

/// <summary>Reports the result of the last sweep. Predictions without their image make it degraded, because an operator must act.</summary>
internal sealed class SweepHealth(SweepOptions options, TimeProvider time) : IHealthCheck
{
    private volatile HealthCheckResultBox _last = new(HealthCheckResult.Healthy(
        options.Interval > TimeSpan.Zero ? "no sweep since the start" : "disabled: CV_IMAGE_SWEEP_INTERVAL is zero"));

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_last.Result);

    public void Report(SweepReport report)
    {
        var data = new Dictionary<string, object>
        {
            ["finished_at"] = time.GetUtcNow(),
            ["images"] = report.Images,
            ["set_aside"] = report.Quarantined,
            ["restored"] = report.Restored,
            ["removed"] = report.Removed,
            ["missing"] = report.Missing,
        };
        _last = new(report.Missing == 0
            ? HealthCheckResult.Healthy("every prediction has its image", data)
            : HealthCheckResult.Degraded($"{report.Missing} image(s) that predictions reference are missing; the log lists them", data: data));
    }

    public void ReportFailure() => _last = new(HealthCheckResult.Degraded("the last sweep failed; the log states the reason", data: _last.Result.Data));

    private sealed record HealthCheckResultBox(HealthCheckResult Result);
}
