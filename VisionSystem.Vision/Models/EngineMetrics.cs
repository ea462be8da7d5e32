using System.Diagnostics.Metrics;

namespace VisionSystem.Vision.Models;

/// <summary>The meter of the assembly and its instruments.</summary>
internal static class EngineMetrics
{
    private static readonly Meter Meter = new("VisionSystem.Vision");
    private static readonly Counter<long> ProviderFailures = Meter.CreateCounter<long>("cv_provider_failures", "{session}", "Execution providers that could not run a model");

    public static void ProviderFailed(string provider) => ProviderFailures.Add(1, new KeyValuePair<string, object?>("provider", provider));
}
