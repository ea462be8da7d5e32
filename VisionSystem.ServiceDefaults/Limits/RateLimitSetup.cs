using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using VisionSystem.ServiceDefaults.Configuration;

namespace VisionSystem.ServiceDefaults.Limits;

/// <summary>How endpoints are protected from callers who ask too much.</summary>
public static class RateLimitSetup
{
    /// <summary>Reads the limits: <c>CV_RATE_LIMIT_PER_KEY</c>, <c>CV_RATE_LIMIT_PER_TENANT</c>, <c>CV_RATE_LIMIT_WINDOW</c>.</summary>
    public static WebApplicationBuilder AddRateLimits(this WebApplicationBuilder builder)
    {
        builder.AddValidatedOptions<RateLimitOptions>(RateLimitOptions.Section);
        builder.Services.AddSingleton(static services =>
            new CallerLimits(services.GetRequiredService<RateLimiter>(), services.GetRequiredService<RateLimitOptions>()));
        return builder;
    }

    /// <summary>Counts requests to these endpoints, and answers those above the limits 429 with <c>Retry-After</c>.</summary>
    public static RouteGroupBuilder LimitRates(this RouteGroupBuilder group) => group.AddEndpointFilter<RouteGroupBuilder, RateLimitFilter>();
}
