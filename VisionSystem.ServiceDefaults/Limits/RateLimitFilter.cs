using Microsoft.AspNetCore.Http;

namespace VisionSystem.ServiceDefaults.Limits;

/// <summary>Answers 429 to callers who ask for more than they may, before their body is read.</summary>
internal sealed class RateLimitFilter(CallerLimits limits) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        await limits.RefuseAsync(context.HttpContext.Request, 1) is { } refused ? refused : await next(context);
}
