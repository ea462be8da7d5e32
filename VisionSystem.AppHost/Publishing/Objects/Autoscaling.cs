using k8s;
using k8s.Models;

namespace VisionSystem.AppHost.Publishing.Objects;

/// <summary>The autoscalers.</summary>
internal static class Autoscaling
{
    private const string Percent = "Percent";
    private const string Pods = "Pods";
    private const int StepSeconds = 30;

    public static void Add(WorkloadObjects workload)
    {
        if (WorkloadSettings.Of(workload.Name).Scale is not { } scale)
        {
            return;
        }

        workload.Autoscaler = Named(scale);
        var spec = workload.Autoscaler.Spec;
        spec.ScaleTargetRef = new() { ApiVersion = workload.Workload.ApiVersion, Kind = workload.Workload.Kind, Name = workload.Names.Workload };
        spec.MinReplicas = scale.MinPods;
        spec.Metrics = [.. Metrics(scale)];
        spec.Behavior = new()
        {
            ScaleUp = new()
            {
                StabilizationWindowSeconds = 0,
                SelectPolicy = scale.PodsPerStep is null ? null : "Max",
                Policies =
                [
                    new() { Type = Percent, Value = 100, PeriodSeconds = StepSeconds },
                    .. scale.PodsPerStep is { } pods ? (V2HPAScalingPolicy[])[new() { Type = Pods, Value = pods, PeriodSeconds = StepSeconds }] : [],
                ],
            },
            ScaleDown = new()
            {
                StabilizationWindowSeconds = 300,
                Policies = [new() { Type = Percent, Value = 50, PeriodSeconds = 60 }],
            },
        };

        // The autoscaler owns the number of replicas: a later apply must not reset it.
        workload.Deployment!.Spec.Replicas = null;
    }

    /// <summary>Adds GPU utilization to the scaling metrics.</summary>
    public static void AddGpu(WorkloadObjects workload)
    {
        if (WorkloadSettings.Of(workload.Name).Scale is { GpuPercent: { } percent } scale)
        {
            workload.Autoscaler ??= Named(scale);
            workload.Autoscaler.Spec.Metrics = [.. Metrics(scale), PodMetric("DCGM_FI_DEV_GPU_UTIL", percent)];
        }
    }

    private static V2HorizontalPodAutoscaler Named(ScaleRange scale) =>
        new V2HorizontalPodAutoscaler { Metadata = new() { Name = scale.Name }, Spec = new() { MaxReplicas = scale.MaxPods } }.Initialize();

    private static IEnumerable<V2MetricSpec> Metrics(ScaleRange scale)
    {
        yield return ResourceMetric("cpu", scale.CpuPercent);
        yield return ResourceMetric("memory", scale.MemoryPercent);
        if (scale.ActiveJobs is { } jobs)
        {
            yield return PodMetric("cv_active_jobs", jobs);
        }
    }

    private static V2MetricSpec ResourceMetric(string name, int percent) =>
        new() { Type = "Resource", Resource = new() { Name = name, Target = new() { Type = "Utilization", AverageUtilization = percent } } };

    private static V2MetricSpec PodMetric(string name, int average) =>
        new() { Type = Pods, Pods = new() { Metric = new() { Name = name }, Target = new() { Type = "AverageValue", AverageValue = new($"{average}") } } };
}
