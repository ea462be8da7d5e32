using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Logging;
using VisionSystem.Contracts.Configuration;

namespace VisionSystem.ServiceDefaults.Telemetry;

/// <summary>The settings of metrics, traces and logs (<c>Vision:Telemetry</c>).</summary>
internal sealed record TelemetryOptions
{
    public const string Section = "Vision:Telemetry";
    public const string LogFormatKey = Section + ":LogFormat";
    public const string TracingKey = Section + ":TracingEnabled";

    public bool MetricsEnabled { get; init; } = true;

    /// <summary>An additional port for <c>/metrics</c>; null for none. The deployment guide uses 9090.</summary>
    [Range(1, 65_535)]
    [DefaultValue(9090)]
    public int? MetricsPort { get; init; }

    public bool TracingEnabled { get; init; } = true;

    [Secret]
    public Uri? JaegerEndpoint { get; init; }

    /// <summary>The minimum level; also applied to .NET's own key, <c>Logging:LogLevel:Default</c>.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    [AllowedValues("json", "text")]
    public string LogFormat { get; init; } = "json";

    /// <summary>The maximum time to send the last traces, metrics and logs during shutdown.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00", MinimumIsExclusive = true)]
    public TimeSpan FlushTimeout { get; init; } = TimeSpan.FromSeconds(3);
}
