using VisionSystem.AppHost.Publishing.AppModel;

namespace VisionSystem.AppHost.Publishing.Objects;

/// <summary>Pods that take jobs and no requests: inference under another name, outside of every Service.</summary>
internal static class Workers
{
    public const string Name = "yolo-worker";
    public const string Component = "workers";

    /// <summary>The layers that make a pod what it is; the others are about Services and about several pods.</summary>
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
