using Aspire.Hosting.Kubernetes;
using Aspire.Hosting.Kubernetes.Resources;

namespace VisionSystem.AppHost.Publishing.Kubernetes;

/// <summary>logging-service in the chart.</summary>
internal static class LoggingWorkload
{
    private const int Port = 8001;

    public static void Describe(KubernetesResource service)
    {
        var deployment = (Deployment)service.Workload!;
        var pod = deployment.Spec.Template.Spec;
        var container = pod.Containers[0];

        PodSecurity.Restrict(service, PodSecurity.AppUser);
        Probes.Add(container, Port);
        Storage.Scratch(pod, container);
        pod.ServiceAccountName = Accounts.Add(service, "logging-service");
        container.Resources = new ResourceRequirementsV1
        {
            Requests = { ["cpu"] = "250m", ["memory"] = "512Mi" },
            Limits = { ["cpu"] = "2000m", ["memory"] = "2Gi" },
        };
        Scaling.Between(service, deployment, "logging-hpa", 2, 5, cpu: 75, memory: 85);
        Availability.Keep(service, deployment, "logging-pdb");
    }
}
