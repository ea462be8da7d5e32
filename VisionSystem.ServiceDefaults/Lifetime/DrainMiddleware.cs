using Microsoft.AspNetCore.Http;
using VisionSystem.ServiceDefaults.Telemetry;

namespace VisionSystem.ServiceDefaults.Lifetime;

/// <summary>Counts requests in progress and refuses new requests during shutdown.</summary>
internal sealed class DrainMiddleware(RequestDelegate next, DrainState drain)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    public async Task InvokeAsync(HttpContext context)
    {
        var metadata = context.GetEndpoint()?.Metadata;
        if (metadata?.GetMetadata<OperationalEndpoint>() is not null)
        {
            await next(context);
            return;
        }

        if (drain.IsDraining && metadata?.GetMetadata<RefusedWhileDraining>() is not null)
        {
            await Problems.Problems.ShuttingDown
                .Result("The service is shutting down. Send the request again; another replica or the restarted service accepts it.", retryAfter: RetryAfter)
                .ExecuteAsync(context);
            return;
        }

        drain.Enter();
        try
        {
            await next(context);
        }
        finally
        {
            drain.Exit();
        }
    }
}
