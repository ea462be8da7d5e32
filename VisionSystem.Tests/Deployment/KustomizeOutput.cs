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
            var (output, errors) = await KubectlAsync(Path.Combine(Repository.Kustomize, folder));
            Assert.True(errors is null, errors);
            rendered = new(output, KubernetesObject.Parse(output));
            Known[folder] = rendered;
        }

        return rendered;
    }

    /// <summary>The objects of a folder with additional components.</summary>
    public static async Task<KustomizeOutput> WithAsync(string folder, params IEnumerable<string> components)
    {
        var (output, errors) = await RenderAsync(folder, components);
        Assert.True(errors is null, errors);
        return new(output, KubernetesObject.Parse(output));
    }

    /// <summary>The errors of a folder with components that do not fit it.</summary>
    public static async Task<string> ErrorsAsync(string folder, params IEnumerable<string> components) =>
        (await RenderAsync(folder, components)).Errors ?? throw new InvalidOperationException($"{folder} renders with {string.Join(", ", components)}.");

    public KubernetesObject Single(string kind, string name) =>
        Assert.Single(Objects, item => item.Kind == kind && item.Name == name);

    public IEnumerable<KubernetesObject> Of(string kind) => Objects.Where(item => item.Kind == kind);

    private static async Task<(string Output, string? Errors)> RenderAsync(string folder, IEnumerable<string> components)
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
        return await KubectlAsync(scratch.Path);
    }

    private static async Task<(string Output, string? Errors)> KubectlAsync(string folder)
    {
        var kubectl = TestTools.Program("kubectl") is not null;
        var (exitCode, output) = await TestTools.RunAsync(
            kubectl ? "kubectl" : "kustomize", "https://kubernetes.io/docs/tasks/tools", kubectl ? "kustomize" : "build", folder);
        return (output.Output, exitCode == 0 ? null : output.Errors);
    }
}
