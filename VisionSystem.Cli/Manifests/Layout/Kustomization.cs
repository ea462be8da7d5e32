using System.Text;

namespace VisionSystem.Cli.Manifests.Layout;

/// <summary>A <c>kustomization.yaml</c>.</summary>
internal static class Kustomization
{
    public const string Kind = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n";

    /// <param name="resources">Files and folders, in order.</param>
    /// <param name="ns">The namespace, at the top only.</param>
    /// <param name="environmentOf">Whose environment the variables are.</param>
    /// <param name="variables">They become the ConfigMap <c>NAME-env</c>.</param>
    public static string Of(
        IEnumerable<string> resources, string? ns = null, string? environmentOf = null, IReadOnlyList<KeyValuePair<string, string>>? variables = null)
    {
        var text = new StringBuilder(Kind);
        text.Append(ns is null ? "" : $"namespace: {ns}\n").Append("\nresources:\n");
        foreach (var resource in resources)
        {
            text.Append("- ").Append(resource).Append('\n');
        }

        text.Append("\ngeneratorOptions:\n  disableNameSuffixHash: true\n");
        if (variables is { Count: > 0 })
        {
            text.Append("\nconfigMapGenerator:\n- name: ").Append(environmentOf).Append("-env\n  literals:\n");
            foreach (var (name, value) in variables)
            {
                text.Append("    - ").Append(Literal($"{name}={value}")).Append('\n');
            }
        }

        return text.ToString();
    }

    // kustomize reads the first '=' as the end of the name; YAML would read ": " and " #" as its own.
    private static string Literal(string text) =>
        text.Contains(": ", StringComparison.Ordinal) || text.Contains(" #", StringComparison.Ordinal) ? $"'{text.Replace("'", "''", StringComparison.Ordinal)}'" : text;
}
