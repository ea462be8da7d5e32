using Microsoft.Extensions.Configuration;
using OpenTelemetry.Exporter;
using VisionSystem.ServiceDefaults.Configuration;

namespace VisionSystem.ServiceDefaults.Telemetry;

/// <summary>
/// Where telemetry is sent: OpenTelemetry's own variables (https://opentelemetry.io/docs/specs/otel/protocol/exporter/).
/// Nothing is sent without an endpoint.
/// </summary>
/// <param name="Endpoint">The base address of the collector.</param>
/// <param name="Protocol"><c>grpc</c> (default) or <c>http/protobuf</c>.</param>
/// <param name="Headers"><c>key=value</c> pairs joined by commas; may hold a key.</param>
internal sealed record OtlpSettings(string? Endpoint, string? Protocol, string? Headers) : IValidated
{
    private const string Http = "http/protobuf";

    public static OtlpSettings From(IConfiguration configuration) => new(
        Blank(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]),
        Blank(configuration["OTEL_EXPORTER_OTLP_PROTOCOL"]),
        Blank(configuration["OTEL_EXPORTER_OTLP_HEADERS"]));

    /// <summary>The collector behind a Jaeger address of the guide, whose own format no longer exists: OTLP over HTTP.</summary>
    public static OtlpSettings OfJaeger(Uri jaeger)
    {
        // 14268 was Jaeger's collector; 4317 and 4318 are OTLP's ports, by gRPC and by HTTP.
        var port = jaeger.Port is 4317 ? 4317 : 4318;
        return new OtlpSettings($"{jaeger.Scheme}://{jaeger.Host}:{port}", port == 4317 ? "grpc" : Http, null);
    }

    public bool IsUsable => Endpoint is not null && !Validate().Any();

    public void ApplyTo(OtlpExporterOptions options, string path)
    {
        var isHttp = Protocol == Http;
        options.Protocol = isHttp ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        options.Endpoint = isHttp ? new Uri(Endpoint!.TrimEnd('/') + path) : new Uri(Endpoint!);
        options.Headers = Headers;
    }

    public IEnumerable<string> Validate()
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
