using Aspire.Hosting.Kubernetes;
using Aspire.Hosting.Kubernetes.Resources;

namespace VisionSystem.AppHost.Publishing.Kubernetes;

/// <summary>The servers that the services need.</summary>
internal static class DataServices
{
    private const long Debian = 999;
    private const long Any = 1000;
    private const string Runtime = "run";

    /// <summary>
    /// Runs a server as its image's own user, PostgreSQL and Redis as the one that their images make and MinIO as any, and
    /// gives it the folder that it writes to besides its data: for PostgreSQL's socket, for Redis' snapshots.
    /// </summary>
    public static void Describe(KubernetesResource service, string name)
    {
        var (user, folder) = name switch
        {
            "postgres" => (Debian, "/var/run/postgresql"),
            "redis" => (Debian, "/data"),
            _ => (Any, null),
        };
        PodSecurity.Restrict(service, user);
        if (folder is not null)
        {
            var pod = service.Workload!.PodTemplate.Spec;
            pod.Volumes.Add(new VolumeV1 { Name = Runtime, EmptyDir = new EmptyDirVolumeSourceV1() });
            pod.Containers[0].VolumeMounts.Add(new VolumeMountV1 { Name = Runtime, MountPath = folder });
        }
    }
}
