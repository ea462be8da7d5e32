using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace VisionSystem.Logging.Images;

/// <summary>What the last sweep found. Predictions whose image is gone make it degraded: somebody has to look.</summary>
internal sealed class SweepHealth(SweepOptions options, TimeProvider time) : IHealthCheck
{
    private volatile HealthCheckResultBox _last = new(HealthCheckResult.Healthy(
        options.Interval > TimeSpan.Zero ? "not swept since the start" : "switched off: CV_IMAGE_SWEEP_INTERVAL is zero"));

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_last.Result);

    public void Note(SweepReport report)
    {
        var data = new Dictionary<string, object>
        {
            ["finished_at"] = time.GetUtcNow(),
            ["images"] = report.Images,
            ["set_aside"] = report.SetAside,
            ["restored"] = report.Restored,
            ["removed"] = report.Removed,
            ["missing"] = report.Missing,
        };
        _last = new(report.Missing == 0
            ? HealthCheckResult.Healthy("every prediction has its photo", data)
            : HealthCheckResult.Degraded($"{report.Missing} photo(s) that predictions name are gone; the log names them", data: data));
    }

    public void NoteFailure() => _last = new(HealthCheckResult.Degraded("the last sweep failed; the log says why", data: _last.Result.Data));

    private sealed record HealthCheckResultBox(HealthCheckResult Result);
}
