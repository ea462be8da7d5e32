using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using VisionSystem.Inference;
using VisionSystem.Logging;
using VisionSystem.ServiceDefaults.Telemetry;
using VisionSystem.Vision.Models;

namespace VisionSystem.Tests.Deployment;

/// <summary>The metrics that the monitoring queries and the metrics that the services expose.</summary>
internal static partial class MetricNames
{
    /// <summary>Metrics of the cluster: kubelet and cAdvisor, kube-state-metrics, NVIDIA's dcgm-exporter, Prometheus itself.</summary>
    private static readonly string[] OfTheCluster =
    [
        "up", "container_memory_working_set_bytes", "container_spec_memory_limit_bytes", "container_cpu_usage_seconds_total",
        "container_spec_cpu_quota", "container_spec_cpu_period", "kubelet_volume_stats_available_bytes", "kubelet_volume_stats_capacity_bytes",
        "kube_pod_container_status_restarts_total", "kube_cronjob_status_last_successful_time",
        "DCGM_FI_DEV_GPU_UTIL", "DCGM_FI_DEV_FB_USED", "DCGM_FI_DEV_GPU_TEMP", "DCGM_FI_DEV_POWER_USAGE",
    ];

    /// <summary>Each service metric that a rule, a dashboard or an autoscaler queries, with the places that query it.</summary>
    public static async Task<ILookup<string, string>> AskedForAsync()
    {
        var rules = Directory.GetFiles(Path.Combine(Repository.Monitoring, "rules")).Select(file => (file, Root: YamlNodeExtensions.Load(file))).ToArray();
        var recorded = rules.SelectMany(rule => rule.Root.Holding("record")).Select(rule => rule.Text("record")!).ToHashSet();
        var expressions = rules.SelectMany(rule => rule.Root.Holding("expr").Select(holder => (Path.GetFileName(rule.file), Expression: holder.Text("expr")!)))
            .Concat(Directory.GetFiles(Path.Combine(Repository.Monitoring, "grafana", "dashboards")).SelectMany(Dashboard))
            .Concat((await KustomizeOutput.OfAsync("overlays/production-keda")).Of("ScaledObject").SelectMany(scaler => scaler.Node.Holding("query").Select(trigger => (scaler.Name, trigger.Text("query")!))))
            .Concat((await KustomizeOutput.OfAsync("overlays/production-gpu")).Of("HorizontalPodAutoscaler").SelectMany(scaler => scaler.Node.Holding("metric").Select(metric => (scaler.Name, metric.Text("metric", "name")!))));
        return (
            from found in expressions
            from name in Names(found.Item2)
            where !OfTheCluster.Contains(name) && !recorded.Contains(name)
            select (name, found.Item1)).Distinct().ToLookup(pair => pair.name, pair => pair.Item1);
    }

    /// <summary>Names of the series in a Prometheus exposition.</summary>
    public static IEnumerable<string> Of(string metrics) =>
        metrics.Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split('{', ' ')[0]);

    /// <summary>
    /// The Prometheus names of the services' instruments. A live scrape is not enough: counters of rare events, and the object
    /// store's durations if there is none, appear only after the first event; and a service loses the server's durations when
    /// another service in this process, whose instruments have the same names, ends.
    /// </summary>
    public static IReadOnlySet<string> OfInstruments() => Instruments().SelectMany(instrument =>
    {
        var unit = instrument.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
        var name = instrument.Name.Replace('.', '_');
        name = name.EndsWith(unit, StringComparison.Ordinal) ? name : name + unit;
        return instrument.GetType().GetGenericTypeDefinition() == typeof(Counter<>) ? [name + "_total"] : new[] { name + "_bucket", name + "_sum", name + "_count" };
    }).ToHashSet();

    /// <summary>The instruments that the services declare.</summary>
    public static IReadOnlyList<Instrument> Instruments()
    {
        var instruments = new List<Instrument>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name.StartsWith("VisionSystem", StringComparison.Ordinal) || instrument.Meter.Name == "Microsoft.AspNetCore.Hosting")
                {
                    instruments.Add(instrument);
                }
            },
        };
        foreach (var holder in new[] { typeof(InferenceService), typeof(LoggingService), typeof(DefaultsTelemetry), typeof(ImageDetector) }
            .SelectMany(anchor => anchor.Assembly.GetTypes()).Where(type => type.Name.EndsWith("Telemetry", StringComparison.Ordinal) || type.Name.EndsWith("Metrics", StringComparison.Ordinal)))
        {
            RuntimeHelpers.RunClassConstructor(holder.TypeHandle);
        }

        listener.Start();
        return instruments;
    }

    private static IEnumerable<(string Source, string Expression)> Dashboard(string file)
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllText(file));
        return [.. dashboard.RootElement.GetProperty("panels").EnumerateArray()
            .SelectMany(panel => panel.GetProperty("targets").EnumerateArray())
            .Select(target => (Path.GetFileName(file), target.GetProperty("expr").GetString()!))];
    }

    // The metric and function names that remain of an expression without its strings, comments, label lists, groupings and ranges.
    private static IEnumerable<string> Names(string expression)
    {
        var bare = Comments().Replace(expression, "");
        bare = Strings().Replace(bare, "");
        bare = Braces().Replace(bare, "");
        bare = Groupings().Replace(bare, " ");
        bare = Ranges().Replace(bare, "");
        return Name().Matches(bare).Select(match => match.Value).Where(name => !Words.Contains(name)).Distinct();
    }

    private static readonly HashSet<string> Words = ["and", "or", "unless", "offset", "bool"];

    [GeneratedRegex("#.*")]
    private static partial Regex Comments();

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Strings();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Braces();

    [GeneratedRegex(@"\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)")]
    private static partial Regex Groupings();

    [GeneratedRegex(@"\[[^\]]*\]|\boffset\s+\w+")]
    private static partial Regex Ranges();

    // A name that no parenthesis follows, unlike functions and aggregations.
    [GeneratedRegex(@"\b[a-zA-Z_][a-zA-Z0-9_:]*\b(?!\s*\()")]
    private static partial Regex Name();
}
