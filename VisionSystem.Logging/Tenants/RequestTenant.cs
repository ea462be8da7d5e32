using System.Reflection;
using VisionSystem.Contracts;

namespace VisionSystem.Logging.Tenants;

/// <summary>
/// Whose data a request reads: the header <see cref="TenantName.Header"/>, <see cref="TenantName.Default"/> without it.
/// Endpoints that take one are in a group with <see cref="TenantFilter"/>, so that handlers see valid names only.
/// </summary>
internal sealed record RequestTenant(string Name) : IBindableFromHttpContext<RequestTenant>
{
    public static ValueTask<RequestTenant?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var header = context.Request.Headers[TenantName.Header];
        return ValueTask.FromResult<RequestTenant?>(new RequestTenant(header.Count == 0 ? TenantName.Default : header.ToString()));
    }
}
