using Aspire.Hosting.Kubernetes;
using Aspire.Hosting.Kubernetes.Resources;
using YamlDotNet.Serialization;

namespace VisionSystem.AppHost.Publishing.Kubernetes;

/// <summary>Autoscalers. Aspire's own type writes an invalid target and empty metric blocks, hence these.</summary>
internal static class Scaling
{
    public static void Between(KubernetesResource service, Deployment deployment, string name, int least, int most, int cpu, int memory)
    {
        service.AdditionalResources.Add(new Autoscaler(name)
        {
            Spec = new AutoscalerSpec
            {
                ScaleTargetRef = new ScaleTarget { Name = deployment.Metadata.Name },
                MinReplicas = least,
                MaxReplicas = most,
                Metrics = { Metric("cpu", cpu), Metric("memory", memory) },
            },
        });

        // The autoscaler owns the number: an upgrade of the release must not set it back.
        deployment.Spec.Replicas = null;
    }

    private static ScaleMetric Metric(string name, int percent) =>
        new() { Resource = new ScaleResource { Name = name, Target = new ScaleAim { AverageUtilization = percent } } };
}

internal sealed class Autoscaler : BaseKubernetesResource
{
    public Autoscaler(string name)
        : base("autoscaling/v2", "HorizontalPodAutoscaler") => Metadata.Name = name;

    [YamlMember(Alias = "spec")]
    public AutoscalerSpec Spec { get; set; } = new();
}

internal sealed class AutoscalerSpec
{
    [YamlMember(Alias = "scaleTargetRef")]
    public ScaleTarget ScaleTargetRef { get; set; } = new();

    [YamlMember(Alias = "minReplicas")]
    public int MinReplicas { get; set; }

    [YamlMember(Alias = "maxReplicas")]
    public int MaxReplicas { get; set; }

    [YamlMember(Alias = "metrics")]
    public List<ScaleMetric> Metrics { get; } = [];
}

internal sealed class ScaleTarget
{
    [YamlMember(Alias = "apiVersion")]
    public string ApiVersion { get; set; } = "apps/v1";

    [YamlMember(Alias = "kind")]
    public string Kind { get; set; } = "Deployment";

    [YamlMember(Alias = "name")]
    public string Name { get; set; } = "";
}

internal sealed class ScaleMetric
{
    [YamlMember(Alias = "type")]
    public string Type { get; set; } = "Resource";

    [YamlMember(Alias = "resource")]
    public ScaleResource Resource { get; set; } = new();
}

internal sealed class ScaleResource
{
    [YamlMember(Alias = "name")]
    public string Name { get; set; } = "";

    [YamlMember(Alias = "target")]
    public ScaleAim Target { get; set; } = new();
}

internal sealed class ScaleAim
{
    [YamlMember(Alias = "type")]
    public string Type { get; set; } = "Utilization";

    [YamlMember(Alias = "averageUtilization")]
    public int AverageUtilization { get; set; }
}
