using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Orchestration;

/// <summary>The environment variables that one replica of a resource gets beside those of the AppHost itself.</summary>
internal sealed class ServiceEnvironment(Dashboard dashboard, DistributedApplicationExecutionContext context, IHostEnvironment host)
{
    public async Task<Dictionary<string, string?>> ForAsync(
        IResource resource, string instanceId, int replica, IReadOnlyList<PortPlan> plans, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, object>(StringComparer.Ordinal);
        if (resource is ProjectResource)
        {
            AddTelemetry(values, resource.Name, instanceId);
        }

        var callbackContext = new EnvironmentCallbackContext(context, resource, values, cancellationToken);
        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
        {
            await annotation.Callback(callbackContext).ConfigureAwait(false);
        }

        if (resource is ProjectResource)
        {
            AddAddresses(values, replica, plans);
        }

        var environment = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            // They say where the dashboard listens, not where this resource does.
            ["ASPNETCORE_URLS"] = null,
            ["DOTNET_LAUNCH_PROFILE"] = null,
        };
        foreach (var (name, value) in values)
        {
            environment[name] = value is IValueProvider provider
                ? await provider.GetValueAsync(cancellationToken).ConfigureAwait(false)
                : value.ToString();
        }

        return environment;
    }

    private static void AddAddresses(Dictionary<string, object> values, int replica, IReadOnlyList<PortPlan> plans)
    {
        foreach (var plan in plans.Where(plan => plan.Endpoint.TargetPortEnvironmentVariable is not null))
        {
            values[plan.Endpoint.TargetPortEnvironmentVariable!] = plan.ReplicaPorts[replica].ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        var urls = plans.Where(plan => plan.Endpoint.UriScheme is "http" or "https")
            .Select(plan => $"{plan.Endpoint.UriScheme}://{plan.Endpoint.TargetHost}:{plan.ReplicaPorts[replica]}");
        if (plans.Count > 0)
        {
            values.TryAdd("ASPNETCORE_URLS", string.Join(';', urls));
        }
    }

    private void AddTelemetry(Dictionary<string, object> values, string name, string instanceId)
    {
        values["OTEL_SERVICE_NAME"] = name;
        values["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={instanceId}";
        values["OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY"] = "in_memory";
        if (dashboard.OtlpUrl is { } otlp)
        {
            values["OTEL_EXPORTER_OTLP_ENDPOINT"] = otlp;
            values["OTEL_EXPORTER_OTLP_PROTOCOL"] = "grpc";
        }

        if (host.IsDevelopment())
        {
            // A developer who watches the dashboard should see everything, within a second.
            values["OTEL_BLRP_SCHEDULE_DELAY"] = "1000";
            values["OTEL_BSP_SCHEDULE_DELAY"] = "1000";
            values["OTEL_METRIC_EXPORT_INTERVAL"] = "1000";
            values["OTEL_TRACES_SAMPLER"] = "always_on";
            values["OTEL_METRICS_EXEMPLAR_FILTER"] = "trace_based";
        }
    }
}
