using System.Reflection;
using VisionSystem.ServiceDefaults.Authentication;

namespace VisionSystem.Logging.Tenants;

/// <summary>
/// The tenant whose data a request reads and changes: that of the authenticated caller.
/// Endpoints that take one are in a group with <see cref="TenantFilter"/>, so that handlers see valid names only.
/// </summary>
internal sealed record RequestTenant(string Name) : IBindableFromHttpContext<RequestTenant>
{
    public static ValueTask<RequestTenant?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        // Every endpoint requires an authenticated caller, who has a tenant.
        return ValueTask.FromResult<RequestTenant?>(new RequestTenant(context.User.Tenant()!));
    }
}
