using Microsoft.AspNetCore.Http;
using VisionSystem.ServiceDefaults.Contracts;

namespace VisionSystem.ServiceDefaults.Limits;

/// <summary>
/// Answers 429 to callers who ask for more than they may, before their body is read. Every key has its own count and counts
/// into its tenant's, so that making up keys gains nothing where both limits are set.
/// </summary>
internal sealed class RateLimitFilter(RateLimiter limiter, RateLimitOptions options) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        // Every request is the default tenant's for as long as there is no authentication.
        const string Tenant = TenantName.Default;
        var key = options.PerKey > 0 ? CallerKey.Of(context.HttpContext.Request) : null;
        if (key is not null && await RefuseAsync($"key:{Tenant}:{key}", options.PerKey, "this API key") is { } keyRefused)
        {
            return keyRefused;
        }
        return options.PerTenant > 0 && await RefuseAsync($"tenant:{Tenant}", options.PerTenant, $"tenant {Tenant}") is { } tenantRefused
            ? tenantRefused
            : await next(context);
    }

    private async ValueTask<IResult?> RefuseAsync(string subject, int count, string who)
    {
        var decision = await limiter.TakeAsync(subject, new RateLimit(count, options.Window));
        return decision.Allowed ? null : Problems.Problems.TooManyRequests.Result(
            $"More than {count} requests in {options.Window.TotalSeconds:0.###} s came from {who}; the next one may come in {decision.RetryAfter.TotalSeconds:0.0} s.",
            retryAfter: decision.RetryAfter);
    }
}
