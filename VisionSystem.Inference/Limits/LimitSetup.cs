using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authorization;
using VisionSystem.ServiceDefaults.Configuration;
using VisionSystem.ServiceDefaults.Limits;
using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Inference.Limits;

/// <summary>Registers the limits of callers and applies them to endpoints.</summary>
internal static class LimitSetup
{
    /// <summary>
    /// Adds <see cref="CallerLimits"/>, and ASP.NET Core's rate limiting with a global limiter that counts the requests of
    /// authenticated callers.
    /// </summary>
    public static WebApplicationBuilder AddCallerLimits(this WebApplicationBuilder builder)
    {
        builder.AddRateLimits();
        builder.AddValidatedOptions<LimitOptions>(LimitOptions.Section);
        builder.Services.AddSingleton<CallerLimits>();
        builder.Services.AddRateLimiter(static _ => { });
        builder.Services.AddOptions<Microsoft.AspNetCore.RateLimiting.RateLimiterOptions>().Configure<CallerLimits>(static (rate, limits) =>
        {
            rate.GlobalLimiter = new RequestLimiter(limits);
            rate.OnRejected = static (context, _) =>
                context.Lease.TryGetMetadata(RequestLimiter.Problem, out var problem) ? new ValueTask(problem!.ExecuteAsync(context.HttpContext)) : ValueTask.CompletedTask;
        });
        return builder;
    }

    /// <summary>Counts the first image of each request to these endpoints before its body is read.</summary>
    public static RouteGroupBuilder LimitImages(this RouteGroupBuilder group) => group.AddEndpointFilter<RouteGroupBuilder, ImageLimitFilter>();
}

/// <summary>Counts the first image of a request and refuses it when the caller is above a limit.</summary>
internal sealed class ImageLimitFilter(CallerLimits limits) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        await limits.CountFirstImageAsync(context.HttpContext) is { } refused ? refused : await next(context);
}

/// <summary>Counts the requests of each caller with the limiter that the replicas share.</summary>
internal sealed class RequestLimiter(CallerLimits limits) : PartitionedRateLimiter<HttpContext>
{
    /// <summary>The response to a refused request.</summary>
    public static readonly MetadataName<ProblemResult> Problem = new("problem");

    private static readonly Lease Allowed = new(true, null);
    private static readonly Lease Undecided = new(false, null);

    public override RateLimiterStatistics? GetStatistics(HttpContext resource) => null;

    /// <summary>The middleware calls <see cref="AcquireAsyncCore"/> if this fails.</summary>
    protected override RateLimitLease AttemptAcquireCore(HttpContext resource, int permitCount) =>
        resource.GetEndpoint()?.Metadata is { } metadata && metadata.GetMetadata<IAllowAnonymous>() is null && limits.LimitsRequestsOf(resource.User) ? Undecided : Allowed;

    protected override async ValueTask<RateLimitLease> AcquireAsyncCore(HttpContext resource, int permitCount, CancellationToken cancellationToken) =>
        await limits.CountRequestAsync(resource) is { } refused ? new Lease(false, refused) : Allowed;

    private sealed class Lease(bool isAcquired, ProblemResult? problem) : RateLimitLease
    {
        public override bool IsAcquired => isAcquired;

        public override IEnumerable<string> MetadataNames => problem is null ? [] : [Problem.Name];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = metadataName == Problem.Name ? problem : null;
            return metadata is not null;
        }
    }
}
