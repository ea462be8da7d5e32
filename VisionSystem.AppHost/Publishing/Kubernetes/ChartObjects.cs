using Aspire.Hosting.Kubernetes;
using Aspire.Hosting.Kubernetes.Resources;
using VisionSystem.AppHost.Publishing.AppModel;
using VisionSystem.AppHost.Publishing.Objects;
using k8s.Models;

namespace VisionSystem.AppHost.Publishing.Kubernetes;

/// <summary>
/// Replaces Aspire's objects of a workload in the chart. Aspire's names, labels, image value, and the ConfigMap and Secret of the
/// app model's variables remain, because Helm requires them.
/// </summary>
internal sealed class ChartObjects(ChartSettings settings)
{
    /// <summary>Names of the claims in released charts: other names would lose the data in an upgrade.</summary>
    private static readonly Dictionary<string, string> ClaimNames = new()
    {
        ["logging-data"] = "postgres-postgres-data-pvc",
        ["prediction-images"] = "minio-minio-data-pvc",
    };

    /// <summary>Objects that are already in the chart: workloads can share an object.</summary>
    private readonly HashSet<(string Kind, string Name)> _written = [];

    public void Describe(KubernetesResource service, PublishedResource resource)
    {
        var aspire = service.Workload!;
        var objects = WorkloadObjects.Of(resource, NamesOf(resource, aspire));
        foreach (var layer in ChartSettings.IsForGpu ? Layers.All.Append(Layers.Gpu) : Layers.All)
        {
            layer.Apply(objects);
        }

        var container = aspire.PodTemplate.Spec.Containers[0];
        objects.Container.Image = container.Image;
        objects.Container.EnvFrom =
        [
            .. container.EnvFrom.Select(source => new V1EnvFromSource
            {
                ConfigMapRef = source.ConfigMapRef is { } map ? new() { Name = map.Name } : null,
                SecretRef = source.SecretRef is { } secret ? new() { Name = secret.Name } : null,
            }),
        ];
        if (WorkloadSettings.Of(resource.Name).IsService)
        {
            // The app model's variables follow the settings and override them.
            objects.Container.EnvFrom.Insert(0, new() { ConfigMapRef = new() { Name = Layers.Settings } });
            objects.Others.Add(settings.Read());
        }

        RenameClaims(objects);
        (service.Workload, service.Service) = (null, null);
        foreach (var item in objects.All.Where(item => _written.Add((item.Kind, item.Metadata.Name))))
        {
            item.Metadata.Labels = (item.Metadata.Labels ?? new Dictionary<string, string>()).Concat(aspire.Metadata.Labels).DistinctBy(label => label.Key).ToDictionary();
            service.AdditionalResources.Add(new ChartObject(item));
        }
    }

    private static ObjectNames NamesOf(PublishedResource resource, Workload aspire) => new(
        $"{resource.Name}-{(resource.Volumes.Count > 0 ? "statefulset" : "deployment")}",
        resource.Name + "-service",
        resource.Name + "-config",
        aspire.Metadata.Labels);

    private static void RenameClaims(WorkloadObjects objects)
    {
        foreach (var claim in objects.Others.OfType<V1PersistentVolumeClaim>())
        {
            claim.Metadata.Name = ClaimNames.GetValueOrDefault(claim.Metadata.Name, claim.Metadata.Name);
        }

        foreach (var source in objects.Pod.Volumes.Select(volume => volume.PersistentVolumeClaim).OfType<V1PersistentVolumeClaimVolumeSource>())
        {
            source.ClaimName = ClaimNames.GetValueOrDefault(source.ClaimName, source.ClaimName);
        }
    }
}
