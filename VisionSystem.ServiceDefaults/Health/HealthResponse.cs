using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using VisionSystem.ServiceDefaults.Authentication;
using VisionSystem.ServiceDefaults.Telemetry;

namespace VisionSystem.ServiceDefaults.Health;

/// <summary>Writes a health report as JSON; for strangers on the other side of a proxy without its checks.</summary>
internal static class HealthResponse
{
    public static async Task WriteAsync(
        HttpContext context, ServiceIdentity service, TimeProvider time, HealthReport report, string? reason = null)
    {
        var status = reason is null ? report.Status : HealthStatus.Unhealthy;
        context.Response.StatusCode = status == HealthStatus.Unhealthy ? 503 : 200;
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        using (var json = new Utf8JsonWriter(context.Response.BodyWriter))
        {
            json.WriteStartObject();
            json.WriteString("status", status.ToString());
            if ((reason ?? FirstFailure(report)) is { } text && OperationalAccess.SeesDetails(context))
            {
                json.WriteString("reason", text);
            }

            json.WriteString("service", service.Name);
            json.WriteString("version", service.Version);
            json.WriteNumber("uptime_seconds", Math.Round(service.Uptime(time).TotalSeconds, 3));
            if (OperationalAccess.SeesDetails(context))
            {
                WriteChecks(json, report);
            }

            json.WriteEndObject();
        }

        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private static string? FirstFailure(HealthReport report) => report.Entries
        .Where(entry => entry.Value.Status == HealthStatus.Unhealthy)
        .Select(entry => $"{entry.Key}: {Description(entry.Value) ?? "unhealthy"}")
        .FirstOrDefault();

    private static void WriteChecks(Utf8JsonWriter json, HealthReport report)
    {
        json.WriteStartObject("checks");
        foreach (var (name, entry) in report.Entries)
        {
            json.WriteStartObject(name);
            json.WriteString("status", entry.Status.ToString());
            json.WriteString("description", Description(entry));
            json.WriteNumber("duration_ms", Math.Round(entry.Duration.TotalMilliseconds, 3));
            json.WriteStartObject("data");
            foreach (var (key, value) in entry.Data)
            {
                json.WritePropertyName(key);
                HealthData.Write(json, value);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    // The description of a check that throws is the exception's message, which can contain host and user names.
    private static string? Description(HealthReportEntry entry) =>
        entry.Exception is { } exception && entry.Description == exception.Message
            ? $"the check failed ({exception.GetType().Name}); the log of the service has the details"
            : entry.Description;
}
