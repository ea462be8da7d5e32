using Aspire.Hosting.Kubernetes;
using Aspire.Hosting.Kubernetes.Resources;

namespace VisionSystem.AppHost.Publishing.Kubernetes;

/// <summary>yolo-inference in the chart: on the GPU where VISION_GPU=true is set while publishing.</summary>
internal static class InferenceWorkload
{
    private const int Port = 8000;

    public static void Describe(KubernetesResource service)
    {
        var deployment = (Deployment)service.Workload!;
        var pod = deployment.Spec.Template.Spec;
        var container = pod.Containers[0];

        PodSecurity.Restrict(service, PodSecurity.AppUser);
        Probes.Add(container, Port);
        Storage.Models(service, pod, container);
        Storage.Spool(pod, container);
        pod.ServiceAccountName = Accounts.Add(service, "yolo-inference");
        if (Environment.GetEnvironmentVariable("VISION_GPU") == "true")
        {
            Gpu.Use(deployment, container);
        }
        else
        {
            container.Resources = new ResourceRequirementsV1
            {
                Requests = { ["cpu"] = "500m", ["memory"] = "2Gi" },
                Limits = { ["cpu"] = "2000m", ["memory"] = "4Gi" },
            };
        }

        Scaling.Between(service, deployment, "yolo-hpa", 2, 4, cpu: 70, memory: 80);
        Availability.Keep(service, deployment, "yolo-pdb");
    }
}
