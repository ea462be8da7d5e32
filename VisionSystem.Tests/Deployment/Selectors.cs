using YamlDotNet.RepresentationModel;

namespace VisionSystem.Tests.Deployment;

/// <summary>Label selectors and the pods of a rendered overlay.</summary>
internal static class Selectors
{
    public static bool Matches(IReadOnlyDictionary<string, string> selector, IReadOnlyDictionary<string, string> labels) =>
        selector.Count > 0 && selector.All(label => labels.TryGetValue(label.Key, out var value) && value == label.Value);

    /// <summary>Selectors for pods of this namespace that match no pod template.</summary>
    public static IEnumerable<string> WithoutPods(KustomizeOutput rendered)
    {
        var pods = rendered.Objects.Where(item => item.Pod is not null).Select(item => item.PodLabels).ToArray();
        return
            from item in rendered.Objects
            where item.Kind is not "ServiceMonitor"
            from selector in Of(item)
                // CloudNativePG's operator creates the pods of its cluster and sets this label.
            where selector.Count > 0 && !selector.ContainsKey("cnpg.io/cluster") && !pods.Any(labels => Matches(selector, labels))
            select $"{item} selects {string.Join(",", selector)}";
    }

    private static IEnumerable<IReadOnlyDictionary<string, string>> Of(KubernetesObject item)
    {
        if (item.Kind == "Service")
        {
            yield return item.Node.At("spec", "selector").Map();
        }

        foreach (var selector in new[] { "selector", "podSelector", "labelSelector" }.SelectMany(key => item.Node.Holding(key).Where(holder => !IsForeign(holder)).Select(holder => holder.At(key, "matchLabels"))))
        {
            yield return selector.Map();
        }
    }

    // A pod selector beside a namespace selector applies to another namespace.
    private static bool IsForeign(YamlNode holder) => holder.At("namespaceSelector") is not null;
}
