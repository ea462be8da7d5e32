using VisionSystem.Contracts.Configuration;

namespace VisionSystem.Inference.Recording;

/// <summary>The connection to logging-service (<c>Vision:Logging</c>).</summary>
internal sealed record LoggingOptions
{
    public const string Section = "Vision:Logging";

    /// <summary>The logical address of logging-service, which service discovery resolves.</summary>
    public const string Address = "https+http://logging-service";

    private const string UrlKey = Section + ":Url";

    /// <summary>Base address (<c>CV_LOGGING_URL</c>); by default, the app host's address of <c>logging-service</c>.</summary>
    [AbsoluteUrl("http", "https", ErrorMessage = "an http address")]
    public string Url { get; init; } = "";

    /// <summary>Timeout of one delivery, and of the response headers of a read.</summary>
    public TimeSpan DeliveryTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest wait of a read for the delivery of spooled predictions.</summary>
    public TimeSpan ReadYourWrites { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Registers the configured address with service discovery; by default, the app host's address
    /// (<c>services__logging-service__http__0</c>, <c>LOGGING_SERVICE_HTTP</c>), otherwise the service's port on this machine.
    /// </summary>
    public static void AddAddress(IConfiguration configuration)
    {
        var discovery = configuration.GetSection("services:logging-service");
        if (configuration[UrlKey] is null && (discovery["https:0"] ?? discovery["http:0"]) is { } discovered)
        {
            configuration[UrlKey] = discovered;
            return;
        }

        // The name "default" takes precedence over the names of the schemes.
        discovery["default:0"] = configuration[UrlKey] ??= configuration["LOGGING_SERVICE_HTTP"] ?? "http://127.0.0.1:8001";
    }
}
