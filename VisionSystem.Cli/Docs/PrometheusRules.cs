namespace VisionSystem.Cli.Docs;

/// <summary>The alert and recording rules as a resource of the Prometheus operator: the same groups, under <c>spec</c>.</summary>
internal static class PrometheusRules
{
    /// <summary>Path of the resource within the repository.</summary>
    public const string File = "aspirate-output/components/monitoring/prometheus-rule.yaml";

    private const string Head = """
        # The rules of deploy/monitoring/rules as a resource of the Prometheus operator; written by ./vision docs
        apiVersion: monitoring.coreos.com/v1
        kind: PrometheusRule
        metadata:
          name: vision-system
          labels:
            release: kube-prometheus-stack
        spec:
          groups:
        """;

    /// <summary>Renders the resource from all rule files of a repository.</summary>
    /// <param name="root">The root folder of the repository.</param>
    public static string Render(string root)
    {
        var groups = Directory.GetFiles(Path.Combine(root, "deploy", "monitoring", "rules"), "*.yaml").Order(StringComparer.Ordinal)
            .SelectMany(static file => System.IO.File.ReadLines(file).SkipWhile(static line => line != "groups:").Skip(1))
            .Select(static line => line.Length == 0 ? "" : "  " + line);
        return string.Join('\n', [Head.ReplaceLineEndings("\n"), .. groups, ""]);
    }
}
