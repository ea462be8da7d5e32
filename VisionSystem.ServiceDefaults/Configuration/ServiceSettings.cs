using VisionSystem.ServiceDefaults.Http;

namespace VisionSystem.ServiceDefaults.Configuration;

/// <summary>Security, telemetry and the life of the process.</summary>
internal static class ServiceSettings
{
    /// <summary>The levels as the guide and as .NET write them.</summary>
    private static readonly Dictionary<string, string> LogLevels = new()
    {
        ["TRACE"] = "Trace",
        ["DEBUG"] = "Debug",
        ["INFO"] = "Information",
        ["INFORMATION"] = "Information",
        ["WARN"] = "Warning",
        ["WARNING"] = "Warning",
        ["ERROR"] = "Error",
        ["CRITICAL"] = "Critical",
        ["NONE"] = "None",
    };

    public static readonly IReadOnlyList<Setting> All =
    [
        new("CV_JWT_SECRET_KEY", "Vision:Security:Jwt:SecretKey", SettingKind.Secret, null, "Key that tokens are signed with."),
        new("CV_JWT_ALGORITHM", "Vision:Security:Jwt:Algorithm", SettingKind.Choice("HS256", "HS384", "HS512"), "HS256", "How tokens are signed."),
        new("CV_JWT_EXPIRATION_HOURS", "Vision:Security:Jwt:ExpirationHours", SettingKind.WholeNumber(1, 8760), "24", "How long a token holds."),
        new("CV_ENCRYPTION_KEY", "Vision:Security:EncryptionKey", SettingKind.Secret, null, "Keys that images are encrypted with, commas between them: the first encrypts, the others still read; without it images are kept as they are."),
        new("CV_ALLOWED_ORIGINS", "Vision:Http:AllowedOrigins", SettingKind.List("origins like https://example.com, or *", IsOrigin), null, "Web pages of other origins that may call the API; without it none."),
        new("CV_ALLOWED_HOSTS", "Vision:Http:AllowedHosts", SettingKind.List("names like vision.example.com, *.example.com, addresses, or *", HttpOptions.IsHost), null, "Hosts under which the service may be called, besides localhost and the address that a call came in on; * for any."),
        new("CV_TRUSTED_PROXIES", "Vision:Http:TrustedProxies", SettingKind.List("addresses like 10.0.0.5 or networks like 10.0.0.0/8", HttpOptions.IsProxy), null, "Proxies whose X-Forwarded-For, -Proto, -Host and -Prefix count, besides those on this machine."),
        new("CV_PATH_PREFIX", "Vision:Http:PathPrefix", SettingKind.PathPrefix, null, "Path below which a proxy passes calls on without taking it off."),
        new("CV_RATE_LIMIT_PER_KEY", "Vision:Limits:PerKey", SettingKind.WholeNumber(0, 100_000_000), "0", "Photos that one API key may send in each window, over all replicas that share a Redis; 0 for any number. The next one is refused with 429."),
        new("CV_RATE_LIMIT_PER_TENANT", "Vision:Limits:PerTenant", SettingKind.WholeNumber(0, 100_000_000), "0", "Photos that one tenant may send in each window, all its keys together; 0 for any number."),
        new("CV_RATE_LIMIT_WINDOW", "Vision:Limits:Window", SettingKind.Duration, "1m", "The window of the rate limits."),
        new("CV_IDEMPOTENCY_TTL", "Vision:Idempotency:KeepFor", SettingKind.Duration, "24h", "How long the answer to an Idempotency-Key is given again."),
        new("CV_METRICS_ENABLED", "Vision:Telemetry:MetricsEnabled", SettingKind.Boolean, "true", "Whether /metrics answers."),
        new("CV_METRICS_PORT", "Vision:Telemetry:MetricsPort", SettingKind.WholeNumber(1, 65_535), "9090", "Further port for /metrics; opened only when it is set."),
        new("CV_TRACING_ENABLED", "Vision:Telemetry:TracingEnabled", SettingKind.Boolean, "true", "Whether traces are recorded."),
        new("CV_JAEGER_ENDPOINT", "Vision:Telemetry:JaegerEndpoint", SettingKind.SecretUrl("http", "https"), null, "Jaeger that takes the traces, by OTLP."),
        new("CV_LOG_LEVEL", "Vision:Telemetry:LogLevel", SettingKind.Choice("one of DEBUG, INFO, WARNING, ERROR, CRITICAL", LogLevels), "INFO", "Least severe log line that is written.")
        {
            Aliases = ["LOG_LEVEL"],
        },
        new("CV_LOG_FORMAT", "Vision:Telemetry:LogFormat", SettingKind.Choice("json", "text"), "json", "How log lines are written."),
        new("CV_SHUTDOWN_TIMEOUT", "Vision:Shutdown:Timeout", SettingKind.Duration, "25s", "Longest time that work in progress may take after a stop signal."),
    ];

    private static bool IsOrigin(string item) =>
        item == "*"
        || (Uri.TryCreate(item, UriKind.Absolute, out var uri)
            && uri.Scheme is "http" or "https"
            && item.TrimEnd('/').Equals(uri.GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase));
}
