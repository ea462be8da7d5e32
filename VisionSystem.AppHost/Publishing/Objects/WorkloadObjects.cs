using k8s;
using k8s.Models;
using VisionSystem.AppHost.Publishing.AppModel;

namespace VisionSystem.AppHost.Publishing.Objects;

/// <summary>
/// The Kubernetes objects of one workload: complete objects (<see cref="Of"/>) for a cluster, or empty objects
/// (<see cref="Patch"/>) that become the kustomize patch of the layer that is applied to them.
/// </summary>
internal sealed class WorkloadObjects
{
    private const int AspirateMinReadySeconds = 60;
    private const long AspirateGracePeriodSeconds = 180;
    private const string AspirateVolumeSize = "1Gi";

    private readonly PublishedResource _resource;

    private WorkloadObjects(PublishedResource resource, ObjectNames names)
    {
        (_resource, Names) = (resource, names);
        Container = new() { Name = resource.Name };
        Template = new() { Spec = new() { Containers = [Container] } };
        if (resource.Volumes.Count > 0)
        {
            StatefulSet = new V1StatefulSet { Metadata = new() { Name = names.Workload }, Spec = new() { Template = Template } }.Initialize();
        }
        else
        {
            Deployment = new V1Deployment { Metadata = new() { Name = names.Workload }, Spec = new() { Template = Template } }.Initialize();
        }

        Service = new V1Service { Metadata = new() { Name = names.Service }, Spec = new() }.Initialize();
    }

    /// <summary>Name of the resource in the app model.</summary>
    public string Name => _resource.Name;

    /// <summary>The port of the endpoint <c>http</c>.</summary>
    public int HttpPort => _resource.Ports.Single(port => port.Name == "http").Number;

    public ObjectNames Names { get; }

    public V1Deployment? Deployment { get; }

    public V1StatefulSet? StatefulSet { get; }

    public IKubernetesObject<V1ObjectMeta> Workload => (IKubernetesObject<V1ObjectMeta>?)Deployment ?? StatefulSet!;

    public V1PodTemplateSpec Template { get; }

    public V1PodSpec Pod => Template.Spec;

    public V1Container Container { get; }

    public V1Service Service { get; }

    public V2HorizontalPodAutoscaler? Autoscaler { get; set; }

    /// <summary>Further objects of the workload: claims, accounts, disruption budgets.</summary>
    public List<IKubernetesObject<V1ObjectMeta>> Others { get; } = [];

    /// <summary>Every object.</summary>
    public IEnumerable<IKubernetesObject<V1ObjectMeta>> All => [Workload, Service, .. Autoscaler is null ? [] : (V2HorizontalPodAutoscaler[])[Autoscaler], .. Others];

    /// <summary>Creates objects that contain only their names.</summary>
    public static WorkloadObjects Patch(PublishedResource resource) => new(resource, ObjectNames.OfKustomize(resource.Name));

    /// <summary>Creates the objects in the form of aspirate: a StatefulSet for a resource with volumes, otherwise a Deployment.</summary>
    public static WorkloadObjects Of(PublishedResource resource, ObjectNames names)
    {
        var objects = new WorkloadObjects(resource, names);
        objects.Describe();
        return objects;
    }

    private void Describe()
    {
        Workload.Metadata.Labels = Names.Labels;
        Template.Metadata = new() { Labels = Names.Labels };
        if (Deployment is not null)
        {
            Deployment.Spec.MinReadySeconds = AspirateMinReadySeconds;
            Deployment.Spec.Replicas = 1;
            Deployment.Spec.Selector = Names.Selector;
            Deployment.Spec.Strategy = new() { Type = "Recreate" };
            Pod.TerminationGracePeriodSeconds = AspirateGracePeriodSeconds;
        }
        else
        {
            StatefulSet!.Spec.ServiceName = Names.Service;
            StatefulSet.Spec.Replicas = 1;
            StatefulSet.Spec.Selector = Names.Selector;
            StatefulSet.Spec.VolumeClaimTemplates =
                [.. _resource.Volumes.Select(volume => new V1PersistentVolumeClaim { Metadata = new() { Name = volume.Name }, Spec = Claims.Spec(AspirateVolumeSize) })];
            Container.VolumeMounts = [.. _resource.Volumes.Select(volume => new V1VolumeMount { Name = volume.Name, MountPath = volume.Path })];
        }

        Container.Image = _resource.Image;
        Container.ImagePullPolicy = "IfNotPresent";
        Container.Command = _resource.Command is { } command ? [command] : null;
        Container.Args = _resource.Arguments.Count > 0 ? [.. _resource.Arguments] : null;
        Container.Ports = [.. _resource.Ports.Select(port => new V1ContainerPort { Name = port.Name, ContainerPort = port.Number })];
        Container.EnvFrom = _resource.Environment.Count > 0 ? [new() { ConfigMapRef = new() { Name = Names.Environment } }] : null;

        Service.Spec.Type = "ClusterIP";
        Service.Spec.Selector = Names.Labels;
        Service.Spec.Ports = [.. _resource.Ports.Select(port => new V1ServicePort { Name = port.Name, Port = port.Number, TargetPort = port.Number })];
    }
}

/// <summary>The names of the objects of a workload.</summary>
/// <param name="Workload">Name of the Deployment or StatefulSet.</param>
/// <param name="Service">Name of the Service.</param>
/// <param name="Environment">Name of the ConfigMap with the app model's variables.</param>
/// <param name="Labels">Labels of its pods, which Services and disruption budgets select.</param>
internal sealed record ObjectNames(string Workload, string Service, string Environment, IDictionary<string, string> Labels)
{
    public V1LabelSelector Selector => new() { MatchLabels = Labels };

    public static ObjectNames OfKustomize(string name) => new(name, name, name + "-env", new Dictionary<string, string> { ["app"] = name });
}
