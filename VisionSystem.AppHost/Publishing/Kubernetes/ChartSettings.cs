using VisionSystem.AppHost.Publishing.Objects;
using k8s;
using k8s.Models;

namespace VisionSystem.AppHost.Publishing.Kubernetes;

/// <summary>The settings of the services in the chart: the ConfigMap of the kustomize components, read from there.</summary>
/// <param name="appHostDirectory">The folder of the AppHost, beside which the components are.</param>
internal sealed class ChartSettings(string appHostDirectory)
{
    /// <summary>Whether inference gets a GPU: VISION_GPU=true in the environment of aspire publish.</summary>
    public static bool IsForGpu => Environment.GetEnvironmentVariable("VISION_GPU") == "true";

    /// <summary>The ConfigMap without addresses: in a chart the Services have names of their own, which the app model's variables hold.</summary>
    public V1ConfigMap Read()
    {
        var settings = Read("configuration").Data.Where(setting => !setting.Value.StartsWith("http://", StringComparison.Ordinal)).ToDictionary();
        if (IsForGpu)
        {
            foreach (var (name, value) in Read("gpu").Data)
            {
                settings[name] = value;
            }
        }

        return new V1ConfigMap { Metadata = new() { Name = Layers.Settings }, Data = settings }.Initialize();
    }

    private V1ConfigMap Read(string component) => KubernetesYaml.Deserialize<V1ConfigMap>(
        File.ReadAllText(Path.Combine(appHostDirectory, "..", "aspirate-output", "components", component, Layers.Settings + ".yaml")));
}
