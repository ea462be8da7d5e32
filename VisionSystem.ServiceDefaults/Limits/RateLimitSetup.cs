using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using VisionSystem.ServiceDefaults.Configuration;
using VisionSystem.ServiceDefaults.Redis;

namespace VisionSystem.ServiceDefaults.Limits;

/// <summary>Registers the rate limits and applies them to endpoints.</summary>
public static class RateLimitSetup
{
    /// <summary>
    /// Adds <see cref="RateLimiter"/> and <see cref="CallerLimits"/> with the limits of <c>CV_RATE_LIMIT_PER_KEY</c>,
    /// <c>CV_RATE_LIMIT_PER_TENANT</c> and <c>CV_RATE_LIMIT_WINDOW</c>; requires <see cref="RedisSetup.AddRedis"/>.
    /// </summary>
    /// <param name="builder">The builder of the service.</param>
    /// <returns>The builder.</returns>
    public static WebApplicationBuilder AddRateLimits(this WebApplicationBuilder builder)
    {
        builder.AddValidatedOptions<RateLimitOptions>(RateLimitOptions.Section);
        builder.Services.AddSingleton<RateLimiter>();
        builder.Services.AddSingleton(static services =>
            new CallerLimits(services.GetRequiredService<RateLimiter>(), services.GetRequiredService<RateLimitOptions>()));
        return builder;
    }

    /// <summary>
    /// Counts each request to these endpoints before its body is read. A request above a limit receives 429
    /// <c>too-many-requests</c> with <c>Retry-After</c>.
    /// </summary>
    /// <param name="group">The endpoints.</param>
    /// <returns>The endpoints.</returns>
    public static RouteGroupBuilder LimitRates(this RouteGroupBuilder group) => group.AddEndpointFilter<RouteGroupBuilder, RateLimitFilter>();
}

/// <summary>Counts one request and refuses it when the caller is above a limit.</summary>
internal sealed class RateLimitFilter(CallerLimits limits) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        await limits.RefuseAsync(context.HttpContext.Request, 1) is { } refused ? refused : await next(context);
}
