using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using VisionSystem.Tests.Deployment;
using VisionSystem.Tests.Inference;

namespace VisionSystem.Tests.Docs;

/// <summary>docs/reference/metrics.md lists the metrics of the services with kind, unit and labels.</summary>
public sealed partial class MetricPageTests
{
    private static readonly MarkdownPage Page = MarkdownPage.Load("docs/reference/metrics.md");

    private static IEnumerable<string[]> OwnRows => Page.NamedRows.Where(row => row[0].StartsWith("`cv_", StringComparison.Ordinal));

    [Fact]
    public void Every_metric_of_the_code_is_documented_with_its_kind_and_unit()
    {
        var declared = MetricNames.Instruments().Where(instrument => instrument.Name.StartsWith("cv_", StringComparison.Ordinal)).Select(Row).Distinct().Order(StringComparer.Ordinal);

        Assert.Equal(declared, OwnRows.Select(row => $"{row[0].Trim('`')} {row[1]} {row[2]}").Order(StringComparer.Ordinal));
        Assert.All(OwnRows, row => Assert.True(row is [_, _, _, _, { Length: > 10 }], string.Join(" | ", row)));
    }

    [Fact]
    public async Task A_running_service_has_the_documented_labels()
    {
        await using var service = new InferenceApplication();
        var client = await service.ReadyClientAsync();
        var image = await File.ReadAllBytesAsync(Path.Combine(InferenceApplication.Samples, "shelf.jpg"), TestContext.Current.CancellationToken);
        using var first = await client.SendAsync(image);
        using var again = await client.SendAsync(image);
        using var damaged = await client.SendAsync(image[..200]);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.UnprocessableEntity), (first.StatusCode, again.StatusCode, damaged.StatusCode));
        var id = (await first.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>(TestContext.Current.CancellationToken)).GetProperty("id").GetGuid();
        using var review = await client.PutAsJsonAsync($"/v1/predictions/{id}/review", new { verdict = "correct" }, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, review.StatusCode);

        // Both services run in this process, and each exposes the instruments of both.
        var live = await Until.FoundAsync("a stored prediction shows", async token =>
        {
            var series = Labels(await client.GetStringAsync("/metrics", token));
            return series.ContainsKey("cv_predictions_stored_total") ? series : null;
        }, TimeSpan.FromSeconds(60));

        var documented = OwnRows.ToDictionary(row => row[0].Trim('`'), row => InBackticks().Matches(row[3]).Select(match => match.Groups[1].Value).ToHashSet());
        var prefixes = Page.NamedRows.Select(row => row[0].Trim('`')).Where(name => name.EndsWith('*')).Select(name => name.TrimEnd('*')).ToArray();
        Assert.InRange(live.Keys.Count(documented.ContainsKey), 25, documented.Count);
        foreach (var (name, labels) in live)
        {
            if (documented.TryGetValue(name, out var named))
            {
                Assert.True(labels.SetEquals(named), $"{name} has {string.Join(", ", labels)}; the page says {string.Join(", ", named)}");
            }
            else
            {
                Assert.True(Array.Exists(prefixes, prefix => name.StartsWith(prefix, StringComparison.Ordinal)), $"{name} is not in the page");
            }
        }
    }

    private static string Row(Instrument instrument)
    {
        var kind = instrument.GetType().GetGenericTypeDefinition();
        var (suffix, unit) = instrument.Unit switch { "s" => ("_seconds", "seconds"), "By" => ("_bytes", "bytes"), _ => ("", "") };
        var name = instrument.Name.EndsWith(suffix, StringComparison.Ordinal) ? instrument.Name : instrument.Name + suffix;
        return kind == typeof(Counter<>) ? $"{name}_total counter {unit}" : kind == typeof(Histogram<>) ? $"{name} histogram {unit}" : $"{name} gauge {unit}";
    }

    /// <summary>Label names by metric name of a Prometheus exposition.</summary>
    private static Dictionary<string, HashSet<string>> Labels(string metrics)
    {
        var kinds = Kind().Matches(metrics).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
        return metrics.Split('\n').Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => (Name: line.Split('{', ' ')[0], Labels: Label().Matches(line).Select(match => match.Groups[1].Value)))
            .Select(series => (Name: kinds.ContainsKey(series.Name) ? series.Name : Part().Replace(series.Name, ""), series.Labels))
            .GroupBy(series => series.Name)
            .ToDictionary(group => group.Key, group => group.SelectMany(series => series.Labels).Where(label => label != "le").ToHashSet());
    }

    [GeneratedRegex("`([a-z_]+)`")]
    private static partial Regex InBackticks();

    [GeneratedRegex(@"^# TYPE (\S+) (\S+)$", RegexOptions.Multiline)]
    private static partial Regex Kind();

    [GeneratedRegex("(?<=[{,])([a-zA-Z_]+)=\"")]
    private static partial Regex Label();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex Part();
}
