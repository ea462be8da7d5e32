using Aspire.Hosting.Kubernetes;
using Aspire.Hosting.Kubernetes.Resources;
using YamlDotNet.Serialization;

namespace VisionSystem.AppHost.Publishing.Kubernetes;

/// <summary>What a drained node may take at one time.</summary>
internal static class Availability
{
    /// <param name="service">The service.</param>
    /// <param name="deployment">Its pods.</param>
    /// <param name="name">Of no other resource of the service: the chart has one file a name, whatever its kind.</param>
    public static void Keep(KubernetesResource service, Deployment deployment, string name) =>
        service.AdditionalResources.Add(new DisruptionBudget(name)
        {
            Spec = new DisruptionBudgetSpec { Selector = new LabelSelectorV1 { MatchLabels = deployment.Spec.Selector.MatchLabels } },
        });
}

internal sealed class DisruptionBudget : BaseKubernetesResource
{
    public DisruptionBudget(string name)
        : base("policy/v1", "PodDisruptionBudget") => Metadata.Name = name;

    [YamlMember(Alias = "spec")]
    public DisruptionBudgetSpec Spec { get; set; } = new();
}

internal sealed class DisruptionBudgetSpec
{
    [YamlMember(Alias = "minAvailable")]
    public int MinAvailable { get; set; } = 1;

    [YamlMember(Alias = "selector")]
    public LabelSelectorV1 Selector { get; set; } = new();
}
