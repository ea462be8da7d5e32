using Microsoft.AspNetCore.Http;
using VisionSystem.Contracts;
using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.ServiceDefaults.Limits;

/// <summary>
/// Applies the limits per key and per tenant. A request counts for both, so that invented keys gain nothing while both limits
/// are set. Thread-safe.
/// </summary>
public sealed class CallerLimits
{
    private readonly RateLimiter _limiter;
    private readonly RateLimitOptions _options;

    internal CallerLimits(RateLimiter limiter, RateLimitOptions options) => (_limiter, _options) = (limiter, options);

    /// <summary>Counts a request, or the additional images of a counted request.</summary>
    /// <param name="request">The request of the caller.</param>
    /// <param name="count">The number of images, ≥ 1; capped at each limit.</param>
    /// <returns>Null, or the 429 response for a caller above a limit.</returns>
    public async ValueTask<ProblemResult?> RefuseAsync(HttpRequest request, int count)
    {
        // Without authentication every request belongs to the default tenant.
        const string Tenant = TenantName.Default;
        var key = _options.PerKey > 0 ? CallerKey.Of(request) : null;
        if (key is not null && await RefuseAsync($"key:{Tenant}:{key}", _options.PerKey, count, "this API key", "CV_RATE_LIMIT_PER_KEY") is { } refused)
        {
            return refused;
        }

        return _options.PerTenant > 0 ? await RefuseAsync($"tenant:{Tenant}", _options.PerTenant, count, $"tenant {Tenant}", "CV_RATE_LIMIT_PER_TENANT") : null;
    }

    private async ValueTask<ProblemResult?> RefuseAsync(string subject, int limit, int count, string caller, string setting)
    {
        var decision = await _limiter.AcquireAsync(subject, new RateLimit(limit, _options.Window), Math.Min(count, limit));
        return decision.Allowed ? null : Problems.Problems.TooManyRequests.Result(
            $"The limit of {limit} images in {_options.Window.TotalSeconds:0.###} s for {caller} is exceeded ({setting}). Try again in {decision.RetryAfter.TotalSeconds:0.0} s.",
            retryAfter: decision.RetryAfter);
    }
}
