using Aspire.Hosting.Kubernetes.Resources;

namespace VisionSystem.AppHost.Publishing.Kubernetes;

/// <summary>One NVIDIA GPU a pod.</summary>
internal static class Gpu
{
    private const string Resource = "nvidia.com/gpu";

    public static void Use(Deployment deployment, ContainerV1 container)
    {
        var pod = deployment.Spec.Template.Spec;
        container.Resources = new ResourceRequirementsV1
        {
            Requests = { ["cpu"] = "1000m", ["memory"] = "4Gi", [Resource] = "1" },
            Limits = { ["cpu"] = "4000m", ["memory"] = "8Gi", [Resource] = "1" },
        };
        pod.RuntimeClassName = "nvidia";
        pod.NodeSelector["nvidia.com/gpu.present"] = "true";
        pod.Tolerations.Add(new TolerationV1 { Key = Resource, Operator = "Exists", Effect = "NoSchedule" });
        container.Env.Add(new EnvVarV1 { Name = "CV_USE_GPU", Value = "true" });

        // A node with one GPU has no room for a second pod beside the first.
        deployment.Spec.Strategy.RollingUpdate = new RollingUpdateDeploymentV1 { MaxSurge = 0, MaxUnavailable = 1 };
    }
}
