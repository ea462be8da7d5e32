using System.Globalization;

namespace VisionSystem.Inference.Limits;

/// <summary>
/// The limits that apply to a request, as the response fields <c>RateLimit-Policy</c> and <c>RateLimit</c>: lists of structured
/// fields (RFC 9651) with the parameters of draft-ietf-httpapi-ratelimit-headers-10.
/// </summary>
internal sealed class LimitFields
{
    private const string PolicyHeader = "RateLimit-Policy";
    private const string StateHeader = "RateLimit";

    private readonly List<(string Policy, string Quota, string State)> _fields = [];

    /// <summary>Adds a limit to the response, or updates it.</summary>
    /// <param name="response">The response, not started.</param>
    /// <param name="limit">The limit.</param>
    /// <param name="remaining">The number of permits that remain.</param>
    /// <param name="reset">The time until more permits are available; null if it is unknown.</param>
    public static void Set(HttpResponse response, in CallerLimit limit, long remaining, TimeSpan? reset)
    {
        if (response.HasStarted)
        {
            return;
        }

        var fields = response.HttpContext.Features.Get<LimitFields>();
        if (fields is null)
        {
            response.HttpContext.Features.Set(fields = new LimitFields());
        }

        var name = $"\"{limit.Policy}\"";
        var quota = string.Create(CultureInfo.InvariantCulture, $"{name};q={limit.Value}{(limit.CountsImages ? ";qu=\"images\"" : "")}{Seconds("w", limit.Window)}");
        var state = string.Create(CultureInfo.InvariantCulture, $"{name};r={remaining}{Seconds("t", reset)}");
        fields._fields.RemoveAll(field => field.Policy == name);
        fields._fields.Add((name, quota, state));
        response.Headers[PolicyHeader] = string.Join(", ", fields._fields.Select(field => field.Quota));
        response.Headers[StateHeader] = string.Join(", ", fields._fields.Select(field => field.State));
    }

    /// <summary>A parameter in whole seconds, rounded up.</summary>
    private static string Seconds(string name, TimeSpan? time) => time is { } known
        ? string.Create(CultureInfo.InvariantCulture, $";{name}={Math.Max(1, Math.Ceiling(known.TotalSeconds))}")
        : "";
}

/// <summary>One limit of one caller.</summary>
/// <param name="Name">The limit in metrics: <c>requests-per-second</c>.</param>
/// <param name="IsOfKey">True for a limit of the API key, false for a limit of the tenant.</param>
/// <param name="Owner">The tenant, and for a limit of the key its id.</param>
/// <param name="Value">The number of permits, at least 1.</param>
/// <param name="Window">The window of the permits; null for permits that are returned.</param>
/// <param name="Setting">The setting or the property that contains the limit.</param>
internal readonly record struct CallerLimit(string Name, bool IsOfKey, string Owner, long Value, TimeSpan? Window, string Setting)
{
    public const string Requests = "requests-per-second";
    public const string Images = "images-per-window";
    public const string Daily = "images-per-day";
    public const string Concurrent = "concurrent-images";

    public bool CountsImages => Name != Requests;

    /// <summary>The name in the response fields.</summary>
    public string Policy => $"{(IsOfKey ? "key" : "tenant")}-{Name}";

    /// <summary>The name of the counter.</summary>
    public string Subject => Name == Images ? $"{(IsOfKey ? "key" : "tenant")}:{Owner}" : $"{Name}:{(IsOfKey ? "key" : "tenant")}:{Owner}";

    /// <summary>The limit in words.</summary>
    public string Description => string.Create(CultureInfo.InvariantCulture, $"{Value} {Name switch
    {
        Requests => "requests per second",
        Daily => "images per day (UTC)",
        Concurrent => "concurrent images",
        _ => string.Create(CultureInfo.InvariantCulture, $"images in {Window!.Value.TotalSeconds:0.###} s"),
    }} for {(IsOfKey ? "this API key" : $"tenant {Owner}")}");
}
