using System.Diagnostics.Metrics;
using System.Security.Claims;
using VisionSystem.Contracts;
using VisionSystem.Inference.Authentication;
using VisionSystem.Inference.Diagnostics;
using VisionSystem.Inference.Recording;
using VisionSystem.Inference.Scheduling;
using VisionSystem.ServiceDefaults.Authentication;
using VisionSystem.ServiceDefaults.Limits;
using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Inference.Limits;

/// <summary>
/// Applies the limits of API keys and tenants. A request counts for its key and for its tenant. Requests per second and images per
/// day are counted across replicas while Redis is reachable, concurrent images in each process. Thread-safe.
/// </summary>
internal sealed class CallerLimits(RateLimiter rates, DailyQuota days, KeyDirectory keys, LimitOptions options)
{
    private const string OwnLimits = "its own limits, see /v1/tenants and /v1/keys";
    private static readonly TimeSpan FullRetryAfter = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly TenantCounts _images = new();

    /// <summary>True if a limit of requests per second applies to the caller.</summary>
    public bool LimitsRequestsOf(ClaimsPrincipal caller) =>
        caller.Tenant() is { } tenant && (ForTenant(tenant).RequestsPerSecond > 0 || ForKey(caller)?.RequestsPerSecond > 0);

    /// <summary>Counts a request against the requests per second.</summary>
    /// <returns>Null, or the 429 response for a caller above a limit.</returns>
    public async ValueTask<ProblemResult?> CountRequestAsync(HttpContext context)
    {
        foreach (var limit in Of(context.User, CallerLimit.Requests, static values => values.RequestsPerSecond, TimeSpan.FromSeconds(1), "CV_LIMIT_REQUESTS_PER_SECOND"))
        {
            if (await CountAsync(context, limit, 1) is { } refused)
            {
                return refused;
            }
        }

        return null;
    }

    /// <summary>Counts the first image of a request against the images per window, and refuses it if the images of the day are used up.</summary>
    /// <returns>Null, or the 429 response for a caller above a limit.</returns>
    public async ValueTask<ProblemResult?> CountFirstImageAsync(HttpContext context) =>
        await CountWindowAsync(context, 1) ?? await CountDayAsync(context, 0);

    /// <summary>Counts the images of a request against the images per day, and those behind the first against the images per window.</summary>
    /// <param name="context">The request.</param>
    /// <param name="images">The number of images, at least 1.</param>
    /// <returns>Null, or the 429 response for a caller above a limit.</returns>
    public async ValueTask<ProblemResult?> CountImagesAsync(HttpContext context, int images) =>
        (images > 1 ? await CountWindowAsync(context, images - 1) : null) ?? await CountDayAsync(context, images);

    /// <summary>The largest number of images that the caller may run at the same time in this process.</summary>
    public int MaxConcurrentImages(ClaimsPrincipal caller) => (int)Concurrent(caller).Aggregate((long)int.MaxValue, static (least, limit) => Math.Min(least, limit.Value));

    /// <summary>Counts an image that waits or runs, until the result is disposed of.</summary>
    /// <param name="context">The request.</param>
    /// <param name="refused">The 429 response for a caller above a limit.</param>
    public ImagePlace EnterImage(HttpContext context, out ProblemResult? refused)
    {
        var limits = Concurrent(context.User);
        refused = null;
        if (limits.Length == 0)
        {
            return default;
        }

        lock (_lock)
        {
            foreach (var limit in limits)
            {
                var free = limit.Value - _images.Of(limit.Subject);
                LimitFields.Set(context.Response, limit, Math.Max(0, free - 1), null);
                if (free <= 0)
                {
                    refused = Refuse(limit, TimeSpan.FromSeconds(1), "Wait for the results of earlier images, or send fewer images at the same time.");
                    return default;
                }
            }

            Array.ForEach(limits, limit => _images.Increment(limit.Subject));
            return new ImagePlace(this, limits);
        }
    }

    /// <summary>Refuses a prediction that would be recorded while the storage of its tenant is full.</summary>
    /// <returns>Null, or the 429 response.</returns>
    public ProblemResult? RefuseRecording(ClaimsPrincipal caller, RecordingMode mode)
    {
        if (mode == RecordingMode.Off || caller.Tenant() is not { } tenant || keys.TenantOf(tenant) is not { IsFull: true } full)
        {
            return null;
        }

        LimitTelemetry.Refused.Add(1, new KeyValuePair<string, object?>("limit", "bytes-kept"));
        var limit = full.Limits?.BytesKept is { } bytes ? $" of {bytes} bytes" : "";
        return InferenceProblems.TenantFull.Result(
            $"The stored images of tenant {tenant} reached its limit{limit} (bytes_kept), so the image was rejected. Delete predictions, raise the limit, or send recording=off.",
            retryAfter: FullRetryAfter);
    }

    private CallerLimit[] Concurrent(ClaimsPrincipal caller) =>
        Of(caller, CallerLimit.Concurrent, static values => values.ConcurrentImages, null, "CV_LIMIT_CONCURRENT_IMAGES");

    private async ValueTask<ProblemResult?> CountWindowAsync(HttpContext context, int images)
    {
        if (context.User.Tenant() is not { } tenant)
        {
            return null;
        }

        if (options.PerKey > 0 && KeyOf(context.User) is { } key
            && await CountAsync(context, new(CallerLimit.Images, true, $"{tenant}:{key}", options.PerKey, options.Window, "CV_RATE_LIMIT_PER_KEY"), images) is { } refused)
        {
            return refused;
        }

        return options.PerTenant > 0
            ? await CountAsync(context, new(CallerLimit.Images, false, tenant, options.PerTenant, options.Window, "CV_RATE_LIMIT_PER_TENANT"), images)
            : null;
    }

    private async ValueTask<ProblemResult?> CountAsync(HttpContext context, CallerLimit limit, int cost)
    {
        var rate = new RateLimit((int)limit.Value, limit.Window!.Value);
        var decision = await rates.AcquireAsync(limit.Subject, rate, Math.Min(cost, rate.Count));
        LimitFields.Set(context.Response, limit, decision.Remaining, decision.Allowed ? rate.Window * ((double)(rate.Count - decision.Remaining) / rate.Count) : decision.RetryAfter);
        return decision.Allowed ? null : Refuse(limit, decision.RetryAfter, $"Try again in {decision.RetryAfter.TotalSeconds:0.0} s.");
    }

    private async ValueTask<ProblemResult?> CountDayAsync(HttpContext context, int images)
    {
        var limits = Of(context.User, CallerLimit.Daily, static values => values.ImagesPerDay, TimeSpan.FromDays(1), "CV_LIMIT_IMAGES_PER_DAY");
        for (var index = 0; index < limits.Length; index++)
        {
            var limit = limits[index];
            var decision = await days.AcquireAsync(limit.Subject, limit.Value, images);
            LimitFields.Set(context.Response, limit, decision.Remaining, decision.ResetAfter);
            if (decision.Allowed)
            {
                continue;
            }

            // A refused request uses nothing of the day.
            foreach (var other in limits.Take(index))
            {
                await days.AcquireAsync(other.Subject, other.Value, -images);
            }

            return Refuse(limit, decision.ResetAfter, decision.Remaining > 0
                ? $"{decision.Remaining} images remain today; send fewer images in one request."
                : $"Try again after midnight UTC, in {decision.ResetAfter.TotalHours:0.0} h.");
        }

        return null;
    }

    private static ProblemResult Refuse(in CallerLimit limit, TimeSpan retryAfter, string action)
    {
        LimitTelemetry.Refused.Add(1, new KeyValuePair<string, object?>("limit", limit.Name));
        return Problems.TooManyRequests.Result($"The limit of {limit.Description} is exceeded ({limit.Setting}). {action}", retryAfter: retryAfter);
    }

    /// <summary>The limits of one kind that apply to the caller: that of the key before that of the tenant.</summary>
    private CallerLimit[] Of(ClaimsPrincipal caller, string name, Func<CallerLimitValues, long?> value, TimeSpan? window, string setting)
    {
        if (caller.Tenant() is not { } tenant)
        {
            return [];
        }

        CallerLimit? ofKey = ForKey(caller) is { } own && value(own) is > 0 and var most ? new(name, true, $"{tenant}:{caller.Subject()}", most, window, OwnLimits) : null;
        CallerLimit? ofTenant = value(ForTenant(tenant)) is > 0 and var all ? new(name, false, tenant, all, window, $"{setting} or {OwnLimits}") : null;
        return (ofKey, ofTenant) switch
        {
            (null, null) => [],
            ({ } key, { } common) => [key, common],
            _ => [ofKey ?? ofTenant!.Value],
        };
    }

    private CallerLimitValues ForTenant(string tenant) => options.ForTenant(keys.TenantOf(tenant)?.Limits);

    private CallerLimitValues? ForKey(ClaimsPrincipal caller) => KeyOf(caller) is { } key ? keys.LimitsOf(key) : null;

    /// <summary>The id of the key or the subject of the token; null for a caller without credentials.</summary>
    private static string? KeyOf(ClaimsPrincipal caller) => caller.Subject() is { } subject && subject != Caller.Anonymous ? subject : null;

    /// <summary>An image that waits or runs. Dispose of it when the image has its result.</summary>
    internal readonly struct ImagePlace(CallerLimits owner, CallerLimit[]? limits) : IDisposable
    {
        public void Dispose()
        {
            if (limits is null)
            {
                return;
            }

            lock (owner._lock)
            {
                foreach (var limit in limits)
                {
                    owner._images.Decrement(limit.Subject);
                }
            }
        }
    }
}

/// <summary>The instrument of limits.</summary>
internal static class LimitTelemetry
{
    public static readonly Counter<long> Refused = InferenceTelemetry.Meter.CreateCounter<long>(
        "cv_limit_refusals", "{request}", "Requests and images rejected because of a limit of the caller, by limit");
}
