using YamlDotNet.RepresentationModel;

namespace VisionSystem.Tests.Deployment;

/// <summary>
/// The Pod Security level <c>restricted</c> (https://kubernetes.io/docs/concepts/security/pod-security-standards/), and a
/// read-only root file system as an additional rule of this project.
/// </summary>
internal static class PodSecurity
{
    private static readonly string[] Volumes =
        ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"];

    public static IEnumerable<string> Violations(KubernetesObject item)
    {
        var pod = item.Pod!;
        foreach (var host in new[] { "hostNetwork", "hostPID", "hostIPC" }.Where(host => pod.Text(host) == "true"))
        {
            yield return $"{item}: {host}";
        }

        foreach (var volume in pod.At("volumes").Items().OfType<YamlMappingNode>())
        {
            foreach (var kind in volume.Children.Keys.OfType<YamlScalarNode>().Select(key => key.Value).Where(key => key != "name" && !Volumes.Contains(key)))
            {
                yield return $"{item}: volume of kind {kind}";
            }
        }

        foreach (var violation in item.Containers.SelectMany(container => Violations(pod, container).Select(rule => $"{item}: {container.Text("name")}: {rule}")))
        {
            yield return violation;
        }
    }

    private static IEnumerable<string> Violations(YamlNode pod, YamlNode container)
    {
        string? Either(params string[] path) => container.Text(["securityContext", .. path]) ?? pod.Text(["securityContext", .. path]);
        (string Rule, bool Holds)[] rules =
        [
            ("allowPrivilegeEscalation is not false", container.Text("securityContext", "allowPrivilegeEscalation") == "false"),
            ("capabilities are not dropped", container.At("securityContext", "capabilities", "drop").Items().Any(item => item.ToString() == "ALL")),
            ("capabilities are added", container.At("securityContext", "capabilities", "add") is null),
            ("privileged", container.Text("securityContext", "privileged") is null or "false"),
            ("runAsNonRoot is not true", Either("runAsNonRoot") == "true"),
            ("runs as root", Either("runAsUser") != "0"),
            ("no seccomp profile", Either("seccompProfile", "type") is "RuntimeDefault" or "Localhost"),
            ("uses a port of the node", container.At("ports").Items().All(port => port.Text("hostPort") is null)),
            ("the root file system is writable", container.Text("securityContext", "readOnlyRootFilesystem") == "true"),
        ];
        return rules.Where(rule => !rule.Holds).Select(rule => rule.Rule);
    }
}
