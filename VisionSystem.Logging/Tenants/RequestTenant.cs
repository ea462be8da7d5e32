using System.Reflection;
using VisionSystem.Contracts;

namespace VisionSystem.Logging.Tenants;

/// <summary>
/// The tenant of a request: the header <see cref="TenantName.Header"/>, or <see cref="TenantName.Default"/> without it.
/// Endpoints with this parameter belong to a group with <see cref="TenantFilter"/>, so handlers receive valid names only.
/// </summary>
internal sealed record RequestTenant(string Name) : IBindableFromHttpContext<RequestTenant>
{
    public static ValueTask<RequestTenant?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var header = context.Request.Headers[TenantName.Header];
        return ValueTask.FromResult<RequestTenant?>(new RequestTenant(header.Count == 0 ? TenantName.Default : header.ToString()));
    }
}
