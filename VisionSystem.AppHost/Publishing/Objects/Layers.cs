using k8s;
using k8s.Models;

namespace VisionSystem.AppHost.Publishing.Objects;

/// <summary>The settings of one kustomize component for the objects of a workload.</summary>
/// <param name="Component">The component that contains them as patches and objects; the chart contains those of all components.</param>
/// <param name="Apply">The action that adds them.</param>
internal sealed record Layer(string Component, Action<WorkloadObjects> Apply);

/// <summary>The settings that a cluster requires in addition to the app model.</summary>
internal static class Layers
{
    /// <summary>The ConfigMap of the settings.</summary>
    public const string Settings = "vision-config";

    private const string Http = "http";
    private const string Metrics = "metrics";
    private const int MetricsPort = 9090;

    /// <summary>The layers of every production deployment.</summary>
    public static IReadOnlyList<Layer> All { get; } =
    [
        new("identity", Identity),
        new("configuration", Configuration),
        new("storage", Storage),
        new("probes-resources", ProbesAndResources),
        new("services", Services),
        new("disruption", Disruption),
        new("autoscaling", Autoscaling.Add),
    ];

    /// <summary>One NVIDIA GPU for each pod.</summary>
    public static Layer Gpu { get; } = new("gpu", GpuLayer.Add);

    // Only the job that creates passwords calls the Kubernetes API, so no other pod gets a token.
    private static void Identity(WorkloadObjects workload)
    {
        var account = WorkloadSettings.Of(workload.Name).Account;
        workload.Pod.ServiceAccountName = account;
        workload.Pod.AutomountServiceAccountToken = false;
        workload.Pod.EnableServiceLinks = false;
        workload.Others.Add(new V1ServiceAccount { Metadata = new() { Name = account }, AutomountServiceAccountToken = false }.Initialize());
    }

    private static void Configuration(WorkloadObjects workload)
    {
        if (WorkloadSettings.Of(workload.Name).Environment is { Count: > 0 } environment)
        {
            workload.Container.Env = [.. environment];
        }
    }

    private static void Storage(WorkloadObjects workload)
    {
        var needs = WorkloadSettings.Of(workload.Name);
        workload.Pod.Volumes = [.. needs.Volumes.Select(mounted => mounted.Volume)];
        workload.Container.VolumeMounts =
        [
            .. needs.Volumes.Select(mounted => new V1VolumeMount { Name = mounted.Volume.Name, MountPath = mounted.Path, ReadOnlyProperty = mounted.IsReadOnly ? true : null }),
        ];
        workload.StatefulSet?.Spec.VolumeClaimTemplates = null;
        workload.Others.AddRange(needs.PersistentVolumes);
    }

    /// <summary>Probes, limits, rollouts and the settings that the Pod Security level <c>restricted</c> requires.</summary>
    private static void ProbesAndResources(WorkloadObjects workload)
    {
        var needs = WorkloadSettings.Of(workload.Name);
        workload.Pod.SecurityContext = new()
        {
            RunAsNonRoot = true,
            RunAsUser = needs.User,
            RunAsGroup = needs.User,
            FsGroup = needs.User,
            FsGroupChangePolicy = "OnRootMismatch",
            SeccompProfile = new() { Type = "RuntimeDefault" },
        };
        workload.Container.SecurityContext = new()
        {
            AllowPrivilegeEscalation = false,
            ReadOnlyRootFilesystem = true,
            Capabilities = new() { Drop = ["ALL"] },
        };
        workload.Container.Resources = new() { Requests = needs.Requests.Quantities, Limits = needs.Limits.Quantities };
        (workload.Container.StartupProbe, workload.Container.LivenessProbe, workload.Container.ReadinessProbe) = (needs.Startup, needs.Liveness, needs.Readiness);
        if (needs.IsService)
        {
            workload.Container.Ports = [.. workload.Container.Ports ?? [], new() { Name = Metrics, ContainerPort = MetricsPort }];
            Rollout(workload.Deployment!.Spec);
        }
    }

    /// <summary>A new pod is ready before an old one stops. 60 s cover 25 s of draining and the delivery of the spool.</summary>
    private static void Rollout(V1DeploymentSpec deployment)
    {
        deployment.MinReadySeconds = 5;
        deployment.ProgressDeadlineSeconds = 600;
        deployment.RevisionHistoryLimit = 5;
        deployment.Strategy = new() { Type = "RollingUpdate", RollingUpdate = new() { MaxSurge = 1, MaxUnavailable = 0 } };
        deployment.Template.Spec.TerminationGracePeriodSeconds = 60;
    }

    /// <summary>Adds the label that a ServiceMonitor selects and the metrics port to the workload's Service.</summary>
    private static void Services(WorkloadObjects workload)
    {
        var needs = WorkloadSettings.Of(workload.Name);
        if (!needs.IsService)
        {
            return;
        }

        V1ServicePort[] ports = [Port(Http, workload.HttpPort), Port(Metrics, MetricsPort)];
        workload.Service.Metadata.Labels = workload.Names.Labels;
        workload.Service.Spec.Ports = [.. ports];
        workload.Others.AddRange(needs.Services.Select(further => new V1Service
        {
            Metadata = new() { Name = further.Name, Labels = new Dictionary<string, string> { ["app.kubernetes.io/component"] = further.Component } },
            Spec = new()
            {
                Type = further.Type,
                ClusterIP = further.Component == AdditionalService.Headless ? "None" : null,
                Selector = workload.Names.Labels,
                Ports = further.Component == AdditionalService.Headless ? ports : [ports[0]],
            },
        }.Initialize()));
    }

    private static V1ServicePort Port(string name, int number) => new() { Name = name, Port = number, TargetPort = name };

    /// <summary>Spreads the pods of a service over nodes and zones, and keeps at least one running while a node drains.</summary>
    private static void Disruption(WorkloadObjects workload)
    {
        if (!WorkloadSettings.Of(workload.Name).IsService)
        {
            return;
        }

        var selector = workload.Names.Selector;
        workload.Pod.Affinity = new()
        {
            PodAntiAffinity = new()
            {
                PreferredDuringSchedulingIgnoredDuringExecution =
                    [new() { Weight = 100, PodAffinityTerm = new() { TopologyKey = "kubernetes.io/hostname", LabelSelector = selector } }],
            },
        };
        workload.Pod.TopologySpreadConstraints =
            [new() { MaxSkew = 1, TopologyKey = "topology.kubernetes.io/zone", WhenUnsatisfiable = "ScheduleAnyway", LabelSelector = selector }];
        workload.Others.Add(new V1PodDisruptionBudget
        {
            Metadata = new() { Name = workload.Name },
            Spec = new() { MinAvailable = 1, Selector = selector },
        }.Initialize());
    }
}
