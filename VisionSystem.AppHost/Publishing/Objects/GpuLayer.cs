using k8s.Models;

namespace VisionSystem.AppHost.Publishing.Objects;

/// <summary>One NVIDIA GPU for each pod of inference.</summary>
internal static class GpuLayer
{
    private const string Gpu = "nvidia.com/gpu";

    private static readonly ComputeSize Requests = new("1", "4Gi");
    private static readonly ComputeSize Limits = new("4", "8Gi");

    /// <summary>The workloads that run models.</summary>
    public static IReadOnlyList<string> Workloads { get; } = ["yolo-inference", Workers.Name];

    public static void Add(WorkloadObjects workload)
    {
        if (!Workloads.Contains(workload.Name))
        {
            return;
        }

        workload.Pod.RuntimeClassName = "nvidia";
        workload.Pod.NodeSelector = new Dictionary<string, string> { ["nvidia.com/gpu.present"] = "true" };
        workload.Pod.Tolerations = [new() { Key = Gpu, OperatorProperty = "Exists", Effect = "NoSchedule" }];
        workload.Container.Resources = new() { Requests = WithGpu(Requests), Limits = WithGpu(Limits) };

        // A node with one GPU cannot run a second pod beside the first.
        workload.Deployment!.Spec.Strategy = new() { Type = "RollingUpdate", RollingUpdate = new() { MaxSurge = 0, MaxUnavailable = 1 } };
        if (workload.Name == Workloads[0])
        {
            Autoscaling.AddGpu(workload);
        }
    }

    private static Dictionary<string, ResourceQuantity> WithGpu(ComputeSize size) => new(size.Quantities) { [Gpu] = new("1") };
}
