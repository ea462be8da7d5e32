using VisionSystem.Contracts;
using VisionSystem.Logging.Requests;
using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Logging.Tenants;

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
        errors.Add(TenantName.Header, "a tenant name has 1 to 40 characters of a-z, 0-9 and _, the first a letter");
        return Problems.InvalidParameters.Result("The tenant header is not valid.", errors.ToDictionary());
    }
}
