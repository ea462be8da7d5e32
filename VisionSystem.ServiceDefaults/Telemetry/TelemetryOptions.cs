using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Logging;
using VisionSystem.Contracts.Configuration;

namespace VisionSystem.ServiceDefaults.Telemetry;

/// <summary>What is measured, traced and logged, and where it goes.</summary>
internal sealed record TelemetryOptions
{
    public const string Section = "Vision:Telemetry";
    public const string LogLevelKey = Section + ":LogLevel";
    public const string LogFormatKey = Section + ":LogFormat";
    public const string TracingKey = Section + ":TracingEnabled";

    public bool MetricsEnabled { get; init; } = true;

    /// <summary>A further port for <c>/metrics</c>; null for none. 9090 is the port that the deployment guide names.</summary>
    [Range(1, 65_535)]
    [DefaultValue(9090)]
    public int? MetricsPort { get; init; }

    public bool TracingEnabled { get; init; } = true;

    [Secret]
    public Uri? JaegerEndpoint { get; init; }

    /// <summary>Also the level of .NET's own key, <c>Logging:LogLevel:Default</c>.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    [AllowedValues("json", "text")]
    public string LogFormat { get; init; } = "json";

    /// <summary>How long a service that stops waits for its last traces, metrics and logs to be taken.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00", MinimumIsExclusive = true)]
    public TimeSpan FlushTimeout { get; init; } = TimeSpan.FromSeconds(3);
}
