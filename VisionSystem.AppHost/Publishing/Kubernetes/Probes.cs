using Aspire.Hosting.Kubernetes.Resources;

namespace VisionSystem.AppHost.Publishing.Kubernetes;

/// <summary>How Kubernetes finds out how a service is.</summary>
internal static class Probes
{
    /// <summary>
    /// /alive tells of the process alone, so that a database that is away restarts nothing. WithHttpProbe would write the
    /// scheme in lower case, which the API server refuses, and add health checks to a run.
    /// </summary>
    public static void Add(ContainerV1 container, int port)
    {
        container.StartupProbe = Of("/alive", port, periodSeconds: 2, failures: 90);
        container.LivenessProbe = Of("/alive", port, periodSeconds: 10, failures: 6);
        container.ReadinessProbe = Of("/ready", port, periodSeconds: 5, failures: 2);
    }

    private static ProbeV1 Of(string path, int port, int periodSeconds, int failures) => new()
    {
        HttpGet = new HttpGetActionV1 { Path = path, Port = port, Scheme = "HTTP" },
        PeriodSeconds = periodSeconds,
        TimeoutSeconds = 5,
        FailureThreshold = failures,
    };
}
