using VisionSystem.ServiceDefaults.Configuration;

namespace VisionSystem.Inference.Recording;

/// <summary>Where logging-service is (<c>Vision:Logging</c>).</summary>
internal sealed class LoggingOptions : IValidated
{
    public const string Section = "Vision:Logging";

    public const string UrlKey = Section + ":Url";

    /// <summary>Base address (<c>CV_LOGGING_URL</c>); without it, what the app host gives for <c>logging-service</c>.</summary>
    public string Url { get; set; } = "http://127.0.0.1:8001";

    /// <summary>How long one delivery may take.</summary>
    public TimeSpan DeliveryTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a read waits for predictions that are still on their way to logging-service.</summary>
    public TimeSpan ReadYourWrites { get; set; } = TimeSpan.FromSeconds(1);

    public IEnumerable<string> Validate()
    {
        if (!Uri.TryCreate(Url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            yield return $"CV_LOGGING_URL: '{Url}' is not an http address";
        }
    }
}
