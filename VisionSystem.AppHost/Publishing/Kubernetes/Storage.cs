using Aspire.Hosting.Kubernetes;
using Aspire.Hosting.Kubernetes.Resources;

namespace VisionSystem.AppHost.Publishing.Kubernetes;

/// <summary>Where the services keep files.</summary>
internal static class Storage
{
    private const string ModelsPath = "/models";
    private const string SpoolPath = "/spool";
    private const string DataPath = "/data";

    /// <summary>The claim of the models, which every pod reads. WithPersistentVolume would make a StatefulSet of the service.</summary>
    public static void Models(KubernetesResource service, PodSpecV1 pod, ContainerV1 container)
    {
        var claim = new PersistentVolumeClaim
        {
            Spec = new PersistentVolumeClaimSpecV1
            {
                AccessModes = { "ReadWriteOnce", "ReadOnlyMany" },
                Resources = new VolumeResourceRequirementsV1 { Requests = { ["storage"] = "10Gi" } },
            },
        };
        claim.Metadata.Name = "yolo-models";
        service.AdditionalResources.Add(claim);
        pod.Volumes.Add(new VolumeV1
        {
            Name = "models",
            PersistentVolumeClaim = new PersistentVolumeClaimVolumeSourceV1 { ClaimName = claim.Metadata.Name, ReadOnly = true },
        });
        container.VolumeMounts.Add(new VolumeMountV1 { Name = "models", MountPath = ModelsPath, ReadOnly = true });
        container.Env.Add(new EnvVarV1 { Name = "CV_MODEL_PATH", Value = ModelsPath });
    }

    /// <summary>A disk for each pod: it outlives a crash of the process, and a pod that is told to stop delivers it first.</summary>
    public static void Spool(PodSpecV1 pod, ContainerV1 container)
    {
        var template = new PersistentVolumeClaimTemplateV1
        {
            Spec = new PersistentVolumeClaimSpecV1
            {
                AccessModes = { "ReadWriteOnce" },
                Resources = new VolumeResourceRequirementsV1 { Requests = { ["storage"] = "2Gi" } },
            },
        };
        pod.Volumes.Add(new VolumeV1 { Name = "spool", Ephemeral = new EphemeralVolumeSourceV1 { VolumeClaimTemplate = template } });
        container.VolumeMounts.Add(new VolumeMountV1 { Name = "spool", MountPath = SpoolPath });
        container.Env.Add(new EnvVarV1 { Name = "CV_SPOOL_PATH", Value = SpoolPath });
    }

    /// <summary>Room for a service whose data is elsewhere.</summary>
    public static void Scratch(PodSpecV1 pod, ContainerV1 container)
    {
        pod.Volumes.Add(new VolumeV1 { Name = "data", EmptyDir = new EmptyDirVolumeSourceV1 { SizeLimit = "2Gi" } });
        container.VolumeMounts.Add(new VolumeMountV1 { Name = "data", MountPath = DataPath });
        container.Env.Add(new EnvVarV1 { Name = "CV_DATA_PATH", Value = DataPath });
    }
}
