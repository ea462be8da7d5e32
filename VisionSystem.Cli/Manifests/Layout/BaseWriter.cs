using VisionSystem.Cli.Manifests.Model;

namespace VisionSystem.Cli.Manifests.Layout;

/// <summary>
/// Writes the layout and the names of <c>aspirate generate --output-format kustomize</c>, without what is wrong in its output:
/// no secret in a ConfigMap, no expression left, no ASPNETCORE_URLS against HTTP_PORTS, kustomizations with their kind.
/// </summary>
internal sealed class BaseWriter(AppManifest manifest, ImageNames images)
{
    private const string Namespace = "vision-system";

    private readonly PublicEnvironment _environment = new(manifest);

    /// <summary>Writes the folder; what an earlier run wrote and this one does not is removed.</summary>
    public void Write(string folder)
    {
        var workloads = manifest.Workloads.ToArray();
        Directory.CreateDirectory(folder);
        foreach (var stale in Directory.GetDirectories(folder).Where(path => !workloads.Any(workload => workload.Name == Path.GetFileName(path))))
        {
            Directory.Delete(stale, recursive: true);
        }

        foreach (var workload in workloads)
        {
            WriteWorkload(Path.Combine(folder, workload.Name), workload);
        }

        File.WriteAllText(Path.Combine(folder, "namespace.yaml"), $"apiVersion: v1\nkind: Namespace\nmetadata:\n  name: {Namespace}\n");
        File.WriteAllText(Path.Combine(folder, "kustomization.yaml"), Kustomization.Of(
            [.. workloads.Select(workload => workload.Name), "namespace.yaml"], Namespace));
    }

    private void WriteWorkload(string folder, AppResource workload)
    {
        Directory.CreateDirectory(folder);
        var variables = _environment.Of(workload);
        var pod = new PodText(workload, images.Of(workload), HasEnvironment: variables.Count > 0);
        var (kept, other) = workload.Volumes.Count > 0 ? ("statefulset.yaml", "deployment.yaml") : ("deployment.yaml", "statefulset.yaml");
        File.Delete(Path.Combine(folder, other));
        File.WriteAllText(Path.Combine(folder, kept), workload.Volumes.Count > 0 ? pod.StatefulSet() : pod.Deployment());
        File.WriteAllText(Path.Combine(folder, "service.yaml"), ServiceText.Of(workload));
        File.WriteAllText(Path.Combine(folder, "kustomization.yaml"), Kustomization.Of([kept, "service.yaml"], environmentOf: workload.Name, variables: variables));
    }
}
