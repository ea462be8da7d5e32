using System.Text.RegularExpressions;
using VisionSystem.Cli.Manifests.Layout;
using VisionSystem.Cli.Manifests.Model;

namespace VisionSystem.Cli.Manifests.Mending;

/// <summary>
/// Mends what <c>aspirate generate</c> wrote: secrets out of ConfigMaps, expressions that it does not know worked out, HTML
/// entities and ASPNETCORE_URLS gone, kustomizations with their kind, tags of images in the case they have.
/// </summary>
internal sealed partial class AspirateMender(AppManifest manifest)
{
    private readonly PublicEnvironment _environment = new(manifest);

    /// <summary>Mends a base folder in place.</summary>
    public void Mend(string folder)
    {
        Rewrite(Path.Combine(folder, "kustomization.yaml"), WithKind);
        foreach (var workload in manifest.Workloads)
        {
            var own = Path.Combine(folder, workload.Name);
            var variables = _environment.Of(workload);
            Rewrite(Path.Combine(own, "kustomization.yaml"), text => WithKind(WithVariables(text, workload.Name, variables)));
            foreach (var file in Directory.GetFiles(own, "*set.yaml").Concat(Directory.GetFiles(own, "deployment.yaml")))
            {
                Rewrite(file, text => WithImage(variables.Count > 0 ? text : WithoutEnvironment(text), workload));
            }
        }
    }

    private static void Rewrite(string file, Func<string, string> mend) =>
        File.WriteAllText(file, mend(File.ReadAllText(file).ReplaceLineEndings("\n")).TrimEnd('\n') + "\n");

    private static string WithKind(string text) => text.StartsWith("apiVersion:", StringComparison.Ordinal) ? text : Kustomization.Kind + text;

    // The literals are ours altogether: aspirate's own hold the secrets, and expressions left as text.
    private static string WithVariables(string text, string name, IReadOnlyList<KeyValuePair<string, string>> variables)
    {
        var head = Generator().Replace(text, "");
        var resources = Resource().Matches(head).Select(match => match.Groups[1].Value);
        return Kustomization.Of(resources, environmentOf: name, variables: variables);
    }

    private static string WithoutEnvironment(string text) => EnvironmentBlock().Replace(text, "");

    private static string WithImage(string text, AppResource workload) => workload.IsContainer
        ? Image().Replace(text, match => match.Groups[1].Value + workload.Text("image"))
        : text;

    [GeneratedRegex(@"^configMapGenerator:\n(?:[ -].*\n?|\n)*", RegexOptions.Multiline)]
    private static partial Regex Generator();

    [GeneratedRegex(@"^- (\S+)$", RegexOptions.Multiline)]
    private static partial Regex Resource();

    [GeneratedRegex(@"^ *envFrom:\n *- configMapRef:\n *name: \S+-env\n", RegexOptions.Multiline)]
    private static partial Regex EnvironmentBlock();

    [GeneratedRegex(@"^( *image: )\S+$", RegexOptions.Multiline)]
    private static partial Regex Image();
}
