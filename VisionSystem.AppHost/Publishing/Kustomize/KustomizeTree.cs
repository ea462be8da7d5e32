using k8s;
using k8s.Models;
using VisionSystem.AppHost.Publishing.AppModel;
using VisionSystem.AppHost.Publishing.Objects;

namespace VisionSystem.AppHost.Publishing.Kustomize;

/// <summary>
/// The files of <c>aspirate-output</c> that are generated from the app model: the base, in the layout of <c>aspirate generate</c>,
/// and the patches and objects of the components that describe its workloads. The kustomizations of the components and all other
/// components are maintained manually.
/// </summary>
internal sealed class KustomizeTree
{
    public const string BaseFolder = "base";

    private const string KustomizationFile = "kustomization.yaml";
    private const string NamespaceFile = "namespace.yaml";
    private const string ServiceFile = "service.yaml";
    private const string Header = "# Written from the app model by ./vision manifests.\n";

    private readonly SortedDictionary<string, string> _files = new(StringComparer.Ordinal);

    public KustomizeTree(IReadOnlyList<PublishedResource> resources)
    {
        AddBase(resources);
        foreach (var layer in Layers.All)
        {
            AddComponent(layer, resources);
        }

        var inference = resources.Single(resource => resource.Name == GpuLayer.Workloads[0]);
        AddComponent(Layers.Gpu, [.. GpuLayer.Workloads.Select(name => inference with { Name = name })]);
        Add($"components/{Workers.Component}/{Workers.Name}.yaml", Workers.Of(inference).Workload);
    }

    /// <summary>The contents of the files by path, with forward slashes.</summary>
    public IReadOnlyDictionary<string, string> Files => _files;

    /// <summary>Writes the files and deletes all others in the base.</summary>
    public void Write(string folder)
    {
        var root = Path.Combine(folder, BaseFolder);
        if (Directory.Exists(root))
        {
            Directory.Delete(root, recursive: true);
        }

        foreach (var (path, text) in _files)
        {
            var file = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }
    }

    private void AddBase(IReadOnlyList<PublishedResource> resources)
    {
        foreach (var resource in resources)
        {
            var names = ObjectNames.OfKustomize(resource.Name);
            var objects = WorkloadObjects.Of(resource, names);
            var folder = $"{BaseFolder}/{resource.Name}";
            var workloadFile = objects.StatefulSet is null ? "deployment.yaml" : "statefulset.yaml";
            Add($"{folder}/{workloadFile}", objects.Workload);
            Add($"{folder}/{ServiceFile}", objects.Service);
            Add($"{folder}/{KustomizationFile}", new Kustomization
            {
                Resources = [workloadFile, ServiceFile],
                ConfigMapGenerator = resource.Environment.Count == 0
                    ? null
                    : [new() { Name = names.Environment, Literals = [.. resource.Environment.Select(variable => $"{variable.Key}={variable.Value}")] }],
            });
        }

        Add($"{BaseFolder}/{NamespaceFile}", new V1Namespace { Metadata = new() { Name = Publication.Namespace } }.Initialize());
        Add($"{BaseFolder}/{KustomizationFile}", new Kustomization
        {
            Namespace = Publication.Namespace,
            Resources = [.. resources.Select(resource => resource.Name), NamespaceFile],
        });
    }

    /// <summary>Adds the component of a layer: its patches are the differences to empty objects, its objects those that the layer creates.</summary>
    private void AddComponent(Layer layer, IReadOnlyList<PublishedResource> resources)
    {
        var folder = $"components/{layer.Component}";
        List<IKubernetesObject<V1ObjectMeta>> others = [];
        foreach (var resource in resources)
        {
            var (empty, patch) = (WorkloadObjects.Patch(resource), WorkloadObjects.Patch(resource));
            layer.Apply(patch);
            AddPatch($"{folder}/{resource.Name}.yaml", empty.Workload, patch.Workload);
            AddPatch($"{folder}/{resource.Name}-{ServiceFile}", empty.Service, patch.Service);
            if (patch.Autoscaler is { } autoscaler)
            {
                Add($"{folder}/{autoscaler.Metadata.Name}.yaml", autoscaler);
            }

            others.AddRange(patch.Others);
        }

        if (others.Count > 0)
        {
            _files.Add($"{folder}/objects.yaml", Header + KubernetesYaml.SerializeAll(others.DistinctBy(item => (item.Kind, item.Metadata.Name))));
        }
    }

    private void AddPatch(string path, object empty, object patch)
    {
        if (KubernetesYaml.Serialize(patch) != KubernetesYaml.Serialize(empty))
        {
            Add(path, patch);
        }
    }

    private void Add(string path, object content) => _files.Add(path, $"{Header}{KubernetesYaml.Serialize(content).TrimEnd('\n')}\n");
}
