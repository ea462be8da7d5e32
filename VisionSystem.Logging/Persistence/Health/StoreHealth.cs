using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace VisionSystem.Logging.Persistence.Health;

/// <summary>Converts the probe of a store into a health check result.</summary>
internal static class StoreHealth
{
    /// <param name="probe">Probe of the store.</param>
    /// <param name="context">Registration of the check.</param>
    /// <param name="cancellationToken">Cancels the probe.</param>
    /// <param name="whenUnavailable">Status for an unavailable store; null for the failure status of the registration.</param>
    public static async Task<HealthCheckResult> CheckAsync(
        Func<CancellationToken, Task<StoreStatus>> probe, HealthCheckContext context, CancellationToken cancellationToken, HealthStatus? whenUnavailable = null)
    {
        try
        {
            var status = await probe(cancellationToken);
            return HealthCheckResult.Healthy($"{status.Kind} at {status.Location}", Describe(status));
        }
        catch (StoreUnavailableException exception)
        {
            return new HealthCheckResult(whenUnavailable ?? context.Registration.FailureStatus, exception.Reason);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, exception.Message, exception);
        }
    }

    private static Dictionary<string, object> Describe(StoreStatus status)
    {
        var data = new Dictionary<string, object> { ["kind"] = status.Kind, ["location"] = status.Location };
        if (status.UsedBytes is { } used)
        {
            data["used_bytes"] = used;
        }

        if (status.FreeBytes is { } free)
        {
            data["free_bytes"] = free;
        }

        return data;
    }
}
