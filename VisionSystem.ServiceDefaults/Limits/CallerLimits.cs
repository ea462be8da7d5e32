using Microsoft.AspNetCore.Http;
using VisionSystem.Contracts;
using VisionSystem.ServiceDefaults.Authentication;
using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.ServiceDefaults.Limits;

/// <summary>
/// Counts what callers ask for. Every key has its own count and counts into its tenant's, so that making up keys gains
/// nothing where both limits are set. Thread-safe.
/// </summary>
public sealed class CallerLimits
{
    private readonly RateLimiter _limiter;
    private readonly RateLimitOptions _options;

    internal CallerLimits(RateLimiter limiter, RateLimitOptions options) => (_limiter, _options) = (limiter, options);

    /// <summary>Counts requests, or the further images of a request that was counted.</summary>
    /// <param name="request">Whose caller it is.</param>
    /// <param name="count">How many, ≥ 1; more than a limit's own number count as that.</param>
    /// <returns>Null, or the answer to a caller who asks for more than allowed.</returns>
    public async ValueTask<ProblemResult?> RefuseAsync(HttpRequest request, int count)
    {
        var tenant = request.HttpContext.User.Tenant() ?? TenantName.Default;
        var key = _options.PerKey > 0 ? CallerKey.Of(request) : null;
        if (key is not null && await RefuseAsync($"key:{tenant}:{key}", _options.PerKey, count, "this API key") is { } refused)
        {
            return refused;
        }

        return _options.PerTenant > 0 ? await RefuseAsync($"tenant:{tenant}", _options.PerTenant, count, $"tenant {tenant}") : null;
    }

    private async ValueTask<ProblemResult?> RefuseAsync(string subject, int limit, int count, string who)
    {
        var decision = await _limiter.TakeAsync(subject, new RateLimit(limit, _options.Window), Math.Min(count, limit));
        return decision.Allowed ? null : Problems.Problems.TooManyRequests.Result(
            $"More than {limit} requests in {_options.Window.TotalSeconds:0.###} s came from {who}; the next one may come in {decision.RetryAfter.TotalSeconds:0.0} s.",
            retryAfter: decision.RetryAfter);
    }
}
