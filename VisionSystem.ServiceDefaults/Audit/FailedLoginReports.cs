using Microsoft.Extensions.Hosting;
using VisionSystem.Contracts;
using VisionSystem.ServiceDefaults.Authentication;
using VisionSystem.ServiceDefaults.Telemetry;

namespace VisionSystem.ServiceDefaults.Audit;

/// <summary>
/// Reports failed logins periodically: one event for each reason and address, with a count. The caller and its tenant are
/// unknown, so the log of the default tenant, which is the administrator's, contains them.
/// </summary>
internal sealed class FailedLoginReports(FailedLogins failures, AuditLog log, ServiceIdentity service, AuditOptions options, TimeProvider time) : BackgroundService
{
    private const string Action = "auth.failure";
    private const int Status = 401;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.FailureInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                Report();
            }
        }
        finally
        {
            Report();
        }
    }

    private void Report()
    {
        foreach (var failure in failures.Take())
        {
            var now = time.GetUtcNow();
            log.Add(new AuditEvent
            {
                Id = Guid.CreateVersion7(now),
                OccurredAt = DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds()),
                Tenant = TenantName.Default,
                Action = Action,
                Subject = Caller.Anonymous,
                Address = AuditEntry.TextOf(failure.Address),
                Status = Status,
                Detail = failure.Reason,
                Service = service.Name,
                Count = failure.Count,
            });
        }
    }
}
