using Aspire.Hosting.Kubernetes;
using Aspire.Hosting.Kubernetes.Resources;

namespace VisionSystem.AppHost.Publishing.Kubernetes;

/// <summary>What the Pod Security level <c>restricted</c> asks for.</summary>
internal static class PodSecurity
{
    /// <summary>The user <c>app</c> of the .NET images.</summary>
    public const long AppUser = 1654;

    private const string Scratch = "tmp";

    /// <summary>Runs a workload as a user that is not root, without a token of the cluster, on a root file system that it cannot write.</summary>
    public static void Restrict(KubernetesResource service, long user)
    {
        var pod = service.Workload!.PodTemplate.Spec;
        pod.AutomountServiceAccountToken = false;
        pod.EnableServiceLinks = false;

        // Changed, never replaced: a persistent volume has put its group into it.
        var context = pod.SecurityContext ??= new PodSecurityContextV1();
        context.RunAsNonRoot = true;
        context.RunAsUser = user;
        context.RunAsGroup = user;
        context.FsGroup = user;
        context.SeccompProfile = new SeccompProfileV1 { Type = "RuntimeDefault" };

        pod.Volumes.Add(new VolumeV1 { Name = Scratch, EmptyDir = new EmptyDirVolumeSourceV1() });
        foreach (var container in pod.Containers)
        {
            container.SecurityContext = new SecurityContextV1
            {
                AllowPrivilegeEscalation = false,
                ReadOnlyRootFilesystem = true,
                Capabilities = new CapabilitiesV1 { Drop = { "ALL" } },
            };
            container.VolumeMounts.Add(new VolumeMountV1 { Name = Scratch, MountPath = "/tmp" });
        }
    }
}
