using VisionSystem.AppHost.Publishing.Objects;
using k8s;
using k8s.Models;

namespace VisionSystem.AppHost.Publishing.Kubernetes;

/// <summary>The settings of the services in the chart, read from the ConfigMap of the kustomize components.</summary>
/// <param name="appHostDirectory">The folder of the AppHost, a sibling of aspirate-output.</param>
internal sealed class ChartSettings(string appHostDirectory)
{
    /// <summary>True to assign a GPU to inference: VISION_GPU=true in the environment of aspire publish.</summary>
    public static bool IsForGpu => Environment.GetEnvironmentVariable("VISION_GPU") == "true";

    /// <summary>Returns the ConfigMap without addresses: the Services of a chart have different names, which the app model's variables contain.</summary>
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
