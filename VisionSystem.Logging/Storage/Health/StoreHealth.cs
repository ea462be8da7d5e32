using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace VisionSystem.Logging.Storage.Health;

/// <summary>Turns a store's probe into a health report.</summary>
internal static class StoreHealth
{
    public static async Task<HealthCheckResult> CheckAsync(
        Func<CancellationToken, Task<StoreStatus>> probe, HealthCheckContext context, CancellationToken cancellationToken)
    {
        try
        {
            var status = await probe(cancellationToken);
            return HealthCheckResult.Healthy($"{status.Kind} at {status.Location}", Describe(status));
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or StoreUnavailableException))
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
