using VisionSystem.Contracts.Configuration;

namespace VisionSystem.Inference.Recording;

/// <summary>Where logging-service is (<c>Vision:Logging</c>).</summary>
internal sealed record LoggingOptions
{
    public const string Section = "Vision:Logging";

    /// <summary>The address under which clients call logging-service; service discovery resolves it.</summary>
    public const string Address = "https+http://logging-service";

    private const string UrlKey = Section + ":Url";

    /// <summary>Base address (<c>CV_LOGGING_URL</c>); without it, the one that the app host gives for <c>logging-service</c>.</summary>
    [AbsoluteUrl("http", "https", ErrorMessage = "an http address")]
    public string Url { get; init; } = "";

    /// <summary>How long one delivery may take, and how long a read waits for the beginning of its response.</summary>
    public TimeSpan DeliveryTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a read waits for predictions that are still on their way to logging-service.</summary>
    public TimeSpan ReadYourWrites { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Tells service discovery the address that an operator gave; without one, it has the app host's
    /// (<c>services__logging-service__http__0</c>, <c>LOGGING_SERVICE_HTTP</c>), or else the service's port on this machine.
    /// </summary>
    public static void AddAddress(IConfiguration configuration)
    {
        var discovery = configuration.GetSection("services:logging-service");
        if (configuration[UrlKey] is null && (discovery["https:0"] ?? discovery["http:0"]) is { } discovered)
        {
            configuration[UrlKey] = discovered;
            return;
        }

        // The name "default" wins over the schemes' names.
        discovery["default:0"] = configuration[UrlKey] ??= configuration["LOGGING_SERVICE_HTTP"] ?? "http://127.0.0.1:8001";
    }
}
