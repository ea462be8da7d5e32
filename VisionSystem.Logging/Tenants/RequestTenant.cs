using System.Reflection;
using VisionSystem.Contracts;
using VisionSystem.Logging.Requests;
using VisionSystem.ServiceDefaults.Authentication;
using VisionSystem.ServiceDefaults.Problems;

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

/// <summary>Rejects a request with an invalid tenant header before any data is read.</summary>
internal sealed class TenantFilter : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        if (context.Arguments.OfType<RequestTenant>().All(tenant => TenantName.IsValid(tenant.Name)))
        {
            return await next(context);
        }

        var errors = new FieldErrors();
        errors.Add(TenantName.Header, "a tenant name of 1 to 40 characters a-z, 0-9 and _ that starts with a letter is expected");
        return Problems.InvalidParameters.Result("The tenant header is invalid.", errors.ToDictionary());
    }
}
