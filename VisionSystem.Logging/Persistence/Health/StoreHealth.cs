using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace VisionSystem.Logging.Persistence.Health;

/// <summary>Turns a store's probe into a health report.</summary>
internal static class StoreHealth
{
    /// <param name="probe">Asks the store.</param>
    /// <param name="context">What the check is registered as.</param>
    /// <param name="cancellationToken">Stops the question.</param>
    /// <param name="whenUnavailable">What a store is that does not answer, if not what the check is registered for.</param>
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
