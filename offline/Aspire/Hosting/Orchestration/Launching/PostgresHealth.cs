using System.Diagnostics;
using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Orchestration.Launching;

/// <summary>Whether PostgreSQL takes clients: while it starts and recovers, it listens already and refuses them.</summary>
internal sealed class PostgresHealth(EndpointReference endpoint) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using var asking = Process.Start(new ProcessStartInfo(
            PostgresPrograms.Path("pg_isready"), ["-q", "-h", endpoint.Host, "-p", endpoint.Port.ToString(CultureInfo.InvariantCulture)]))!;
        await asking.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        return asking.ExitCode == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("PostgreSQL takes no clients.");
    }
}
