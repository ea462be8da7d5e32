using VisionSystem.AppHost.Publishing.AppModel;

namespace VisionSystem.AppHost.Publishing.Objects;

/// <summary>Pods that run jobs and receive no requests: inference under another name, without a Service.</summary>
internal static class Workers
{
    public const string Name = "yolo-worker";
    public const string Component = "workers";

    /// <summary>The layers that describe a single pod; the others describe Services and groups of pods.</summary>
    private static readonly string[] PodLayers = ["identity", "storage", "probes-resources"];

    public static WorkloadObjects Of(PublishedResource inference)
    {
        var objects = WorkloadObjects.Of(
            inference with { Name = Name }, ObjectNames.OfKustomize(Name) with { Environment = ObjectNames.OfKustomize(inference.Name).Environment });
        foreach (var layer in Layers.All.Where(layer => PodLayers.Contains(layer.Component)))
        {
            layer.Apply(objects);
        }

        objects.Container.EnvFrom.Add(new() { ConfigMapRef = new() { Name = Layers.Settings } });
        objects.Container.Env = [new() { Name = "CV_ROLE", Value = "worker" }];
        return objects;
    }
}
