using System.Reflection;
using VisionSystem.ServiceDefaults.Authentication;

namespace VisionSystem.Logging.Tenants;

/// <summary>
/// The tenant of a request: that of the authenticated caller.
/// Endpoints with this parameter belong to a group with <see cref="TenantFilter"/>, so handlers receive valid names only.
/// </summary>
internal sealed record RequestTenant(string Name) : IBindableFromHttpContext<RequestTenant>
{
    public static ValueTask<RequestTenant?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        // Every endpoint requires an authenticated caller, who has a tenant.
        return ValueTask.FromResult<RequestTenant?>(new RequestTenant(context.User.Tenant()!));
    }
}
