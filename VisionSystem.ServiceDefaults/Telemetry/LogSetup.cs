using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using OpenTelemetry;
using VisionSystem.ServiceDefaults.Telemetry.Logging;

namespace VisionSystem.ServiceDefaults.Telemetry;

/// <summary>Configures logs: one line per event on the console, and OTLP if a collector is configured.</summary>
internal static class LogSetup
{
    public static void AddConsoleLogs(this WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        builder.Logging.AddConsole();

        // Its lines contain the query string, in which clients send keys by mistake. Traces and metrics report each request.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
        builder.Logging.AddConsoleFormatter<JsonLineFormatter, ConsoleFormatterOptions>();
        builder.Logging.AddConsoleFormatter<TextLineFormatter, ConsoleFormatterOptions>();
        builder.Services.AddOptions<ConsoleLoggerOptions>().Configure<IConfiguration>(static (console, configuration) =>
            console.FormatterName = configuration[TelemetryOptions.LogFormatKey] == "text"
                ? TextLineFormatter.FormatterName
                : JsonLineFormatter.FormatterName);
    }

    public static IOpenTelemetryBuilder AddLogs(this IOpenTelemetryBuilder telemetry) =>
        telemetry.WithLogging(configureBuilder: null, static logs =>
        {
            logs.IncludeFormattedMessage = true;
            logs.IncludeScopes = true;
            logs.ParseStateValues = true;
        });
}
