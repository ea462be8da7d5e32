using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using OpenTelemetry.Logs;
using VisionSystem.ServiceDefaults.Telemetry.Logging;

namespace VisionSystem.ServiceDefaults.Telemetry;

/// <summary>Logs: one line each on the console, and to the collector when there is one.</summary>
internal static class LogSetup
{
    /// <summary>What holds unless a settings file or an operator says otherwise.</summary>
    private static readonly Dictionary<string, string?> QuietFrameworks = new()
    {
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
        ["Logging:LogLevel:System.Net.Http.HttpClient"] = "Warning",

        // A check that fails is asked again every few seconds; what it says stands in /health and /ready.
        ["Logging:LogLevel:Microsoft.Extensions.Diagnostics.HealthChecks"] = "Critical",
    };

    public static void AddLogs(this WebApplicationBuilder builder, OtlpSettings otlp)
    {
        builder.Configuration.Sources.Insert(0, new Microsoft.Extensions.Configuration.Memory.MemoryConfigurationSource
        {
            InitialData = QuietFrameworks,
        });
        builder.Logging.ClearProviders();
        builder.Logging.AddConsole();
        builder.Logging.AddConsoleFormatter<JsonLineFormatter, ConsoleFormatterOptions>();
        builder.Logging.AddConsoleFormatter<TextLineFormatter, ConsoleFormatterOptions>();
        builder.Services.AddOptions<ConsoleLoggerOptions>().Configure<IConfiguration>(static (console, configuration) =>
            console.FormatterName = configuration[TelemetryOptions.Section + ":LogFormat"] == "text"
                ? TextLineFormatter.FormatterName
                : JsonLineFormatter.FormatterName);
        if (otlp.IsUsable)
        {
            builder.Logging.AddOpenTelemetry();
            builder.Services.AddOptions<OpenTelemetryLoggerOptions>().Configure<ServiceIdentity>((logs, service) =>
            {
                logs.SetResourceBuilder(TelemetrySetup.Resource(service));
                logs.IncludeFormattedMessage = true;
                logs.IncludeScopes = true;
                logs.ParseStateValues = true;
                logs.AddOtlpExporter(options => otlp.ApplyTo(options, "/v1/logs"));
            });
        }
    }
}
