using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using OpenTelemetry.Exporter;

namespace VisionSystem.ServiceDefaults.Telemetry;

/// <summary>
/// The collector, configured by OpenTelemetry's own variables (https://opentelemetry.io/docs/specs/otel/protocol/exporter/). The
/// exporter reads them itself; these two are validated at start. Nothing is sent without an endpoint.
/// </summary>
/// <param name="Endpoint">The base address of the collector.</param>
/// <param name="Protocol"><c>grpc</c> (default) or <c>http/protobuf</c>.</param>
internal sealed record OtlpSettings(string? Endpoint, string? Protocol) : IValidateOptions<TelemetryOptions>
{
    private const string Http = "http/protobuf";

    public static OtlpSettings From(IConfiguration configuration) => new(
        Blank(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]),
        Blank(configuration["OTEL_EXPORTER_OTLP_PROTOCOL"]));

    /// <summary>The OTLP collector at a Jaeger address of the deployment guide; Jaeger's own protocol no longer exists.</summary>
    public static OtlpSettings OfJaeger(Uri jaeger)
    {
        // 14268 was the port of Jaeger's collector; 4317 and 4318 are OTLP over gRPC and over HTTP.
        var port = jaeger.Port is 4317 ? 4317 : 4318;
        return new OtlpSettings($"{jaeger.Scheme}://{jaeger.Host}:{port}", port == 4317 ? "grpc" : Http);
    }

    public bool IsUsable => Endpoint is not null && !Errors().Any();

    /// <summary>The exporter options for traces. No headers are sent: they may contain the key of another collector.</summary>
    public OtlpExporterOptions ToOptions() => new()
    {
        Protocol = Protocol == Http ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc,
        Endpoint = new Uri(Protocol == Http ? Endpoint + "/v1/traces" : Endpoint!),
        Headers = null,
    };

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, TelemetryOptions options) =>
        Errors().ToArray() is { Length: > 0 } errors ? ValidateOptionsResult.Fail(errors) : ValidateOptionsResult.Success;

    private IEnumerable<string> Errors()
    {
        if (Endpoint is not null && !(Uri.TryCreate(Endpoint, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
        {
            yield return $"OTEL_EXPORTER_OTLP_ENDPOINT: '{Endpoint}' is not a URL that starts with http:// or https://";
        }

        if (Protocol is not (null or "grpc" or Http))
        {
            yield return $"OTEL_EXPORTER_OTLP_PROTOCOL: '{Protocol}' is not one of grpc, {Http}";
        }
    }

    private static string? Blank(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();
}
