using VisionSystem.ServiceDefaults.Configuration;

namespace VisionSystem.ServiceDefaults.Telemetry;

/// <summary>What is measured, traced and logged, and where it goes.</summary>
internal sealed record TelemetryOptions : IValidated
{
    public const string Section = "Vision:Telemetry";
    public const string LogLevelKey = Section + ":LogLevel";
    public const string LogFormatKey = Section + ":LogFormat";
    public const string TracingKey = Section + ":TracingEnabled";

    public bool MetricsEnabled { get; init; } = true;

    /// <summary>A further port for <c>/metrics</c>; null for none.</summary>
    public int? MetricsPort { get; init; }

    public bool TracingEnabled { get; init; } = true;

    public Uri? JaegerEndpoint { get; init; }

    /// <summary><c>json</c> or <c>text</c>.</summary>
    public string LogFormat { get; init; } = "json";

    /// <summary>How long a service that stops waits for its last traces, metrics and logs to be taken.</summary>
    public TimeSpan FlushTimeout { get; init; } = TimeSpan.FromSeconds(3);

    public IEnumerable<string> Validate()
    {
        if (FlushTimeout <= TimeSpan.Zero || FlushTimeout > TimeSpan.FromMinutes(1))
        {
            yield return $"{Section}:FlushTimeout: {FlushTimeout} is not above zero and at most one minute";
        }
    }
}
