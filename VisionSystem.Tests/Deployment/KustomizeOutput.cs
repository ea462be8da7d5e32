using System.Collections.Concurrent;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Deployment;

/// <summary>The output of <c>kubectl kustomize</c> for a folder below <c>aspirate-output</c>.</summary>
internal sealed record KustomizeOutput(string Text, IReadOnlyList<KubernetesObject> Objects)
{
    private static readonly ConcurrentDictionary<string, KustomizeOutput> Known = new();

    /// <summary>The objects of a folder, for example <c>overlays/dev</c>.</summary>
    public static async Task<KustomizeOutput> OfAsync(string folder)
    {
        if (!Known.TryGetValue(folder, out var rendered))
        {
            rendered = await BuildAsync(Path.Combine(Repository.Kustomize, folder));
            Known[folder] = rendered;
        }

        return rendered;
    }

    /// <summary>The objects of a folder with additional components.</summary>
    public static async Task<KustomizeOutput> WithAsync(string folder, params IEnumerable<string> components)
    {
        using var scratch = new TemporaryFolder();
        string Relative(string path) => Path.GetRelativePath(scratch.Path, Path.Combine(Repository.Kustomize, path));
        await File.WriteAllLinesAsync(
            Path.Combine(scratch.Path, "kustomization.yaml"),
            [
                "apiVersion: kustomize.config.k8s.io/v1beta1", "kind: Kustomization", "namespace: vision-system",
                "resources:", "- " + Relative(folder),
                "components:", .. components.Select(component => "- " + Relative("components/" + component)),
            ],
            TestContext.Current.CancellationToken);
        return await BuildAsync(scratch.Path);
    }

    public KubernetesObject Single(string kind, string name) =>
        Assert.Single(Objects, item => item.Kind == kind && item.Name == name);

    public IEnumerable<KubernetesObject> Of(string kind) => Objects.Where(item => item.Kind == kind);

    private static async Task<KustomizeOutput> BuildAsync(string folder)
    {
        var kubectl = TestTools.Program("kubectl") is not null;
        var (exitCode, output) = await TestTools.RunAsync(
            kubectl ? "kubectl" : "kustomize", "https://kubernetes.io/docs/tasks/tools", kubectl ? "kustomize" : "build", folder);
        Assert.True(exitCode == 0, output.Errors);
        return new(output.Output, KubernetesObject.Parse(output.Output));
    }
}
