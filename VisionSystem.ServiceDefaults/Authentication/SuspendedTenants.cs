using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using VisionSystem.Contracts;

namespace VisionSystem.ServiceDefaults.Authentication;

/// <summary>The tenants whose requests are refused.</summary>
public interface ITenantStates
{
    /// <summary>Returns whether the tenant is suspended or being deleted.</summary>
    /// <param name="tenant">The tenant's name.</param>
    /// <param name="cancellationToken">Stops the check.</param>
    ValueTask<bool> IsSuspendedAsync(string tenant, CancellationToken cancellationToken);
}

/// <summary>Refuses the requests of suspended tenants, with any kind of credential.</summary>
internal static class SuspendedTenants
{
    public static async Task RefuseAsync(HttpContext context, ITenantStates tenants, RequestDelegate next)
    {
        if (context.User.Tenant() is { } tenant && Concerns(context.GetEndpoint()) && await tenants.IsSuspendedAsync(tenant, context.RequestAborted))
        {
            await Problems.Problems.TenantSuspended.Result(
                $"The tenant '{tenant}' is suspended or being deleted. An administrator can resume a suspended tenant.").ExecuteAsync(context);
            return;
        }

        await next(context);
    }

    /// <summary>
    /// Excludes operational endpoints and the routes of services: predictions that were recorded before the suspension are
    /// still delivered.
    /// </summary>
    private static bool Concerns(Endpoint? endpoint) =>
        endpoint is not null
        && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null
        && endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().All(data => data.Policy != Scope.Ingest);
}
