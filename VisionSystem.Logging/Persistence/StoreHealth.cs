using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace VisionSystem.Logging.Persistence;

/// <summary>Checks by a small commit that predictions can be stored, and reports used and free space.</summary>
internal sealed class DatabaseHealth(IPredictionStore store) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        StoreHealth.CheckAsync(store.ProbeAsync, context, cancellationToken);
}

/// <summary>
/// Checks that images can be stored. If an object store fails after it has worked, the service is degraded and remains ready:
/// searches still work, and senders retry their deliveries.
/// </summary>
internal sealed class ImagesHealth(IImageStore store) : IHealthCheck
{
    private volatile bool _hasWorked;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var result = await StoreHealth.CheckAsync(store.ProbeAsync, context, cancellationToken, _hasWorked ? HealthStatus.Degraded : null);
        _hasWorked |= result.Status == HealthStatus.Healthy;
        return result;
    }
}

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

/// <summary>State of a store for the health checks.</summary>
/// <param name="Kind"><c>sqlite</c>, <c>postgresql</c>, <c>folder</c> or <c>s3</c>.</param>
/// <param name="Location">Location of the data, without secrets.</param>
/// <param name="UsedBytes">Size of the data in bytes; null if measuring it is expensive.</param>
/// <param name="FreeBytes">Free space in bytes; null if the store has no such limit.</param>
internal sealed record StoreStatus(string Kind, string Location, long? UsedBytes, long? FreeBytes);
