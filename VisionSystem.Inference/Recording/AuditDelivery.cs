using VisionSystem.Contracts;
using VisionSystem.ServiceDefaults.Audit;

namespace VisionSystem.Inference.Recording;

/// <summary>Delivers audit events that this service observes to logging-service: model control and failed logins.</summary>
internal sealed class AuditDelivery(IHttpClientFactory clients) : IAuditTarget
{
    /// <summary>The name of the HTTP client.</summary>
    public const string Client = "logging-service-audit";

    /// <inheritdoc/>
    public bool IsLocal => false;

    /// <inheritdoc/>
    public async Task StoreAsync(IReadOnlyList<AuditEvent> events, CancellationToken cancellationToken)
    {
        using var response = await clients.CreateClient(Client).PostAsJsonAsync(
            new Uri(LoggingOptions.Address + AuditBatch.Path), new AuditBatch(events), WireJson.Default.AuditBatch, cancellationToken);
        response.EnsureSuccessStatusCode();
    }
}
