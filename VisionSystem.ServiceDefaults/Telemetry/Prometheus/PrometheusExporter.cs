using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace VisionSystem.ServiceDefaults.Telemetry.Prometheus;

/// <summary>
/// Writes all metrics as Prometheus text when it is asked to. Families are sorted by name; each stands once, even when
/// several meters have an instrument of that name.
/// </summary>
[ExportModes(ExportModes.Pull)]
internal sealed class PrometheusExporter(ILogger<PrometheusExporter> logger) : BaseExporter<Metric>, IPullMetricExporter
{
    private const int CollectMilliseconds = 5000;

    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly ConditionalWeakTable<Metric, MetricFamily> _families = [];
    private readonly List<(MetricFamily Family, Metric Metric)> _metrics = [];
    private readonly HashSet<string> _seriesOfFamily = [];
    private readonly HashSet<string> _reported = [];
    private readonly PrometheusText _text = new();
    private readonly PrometheusLabels _labels = new();

    /// <summary>Set by the reader that owns the exporter.</summary>
    public Func<int, bool>? Collect { get; set; }

    /// <summary>Collects all metrics now and writes them; false when the collection failed.</summary>
    public async Task<bool> WriteAsync(IBufferWriter<byte> output, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (Collect?.Invoke(CollectMilliseconds) != true)
            {
                return false;
            }

            output.Write(_text.Written);
            return true;
        }
        finally
        {
            _one.Release();
        }
    }

    public override ExportResult Export(in Batch<Metric> batch)
    {
        _text.Clear();
        _metrics.Clear();
        foreach (var metric in batch)
        {
            _metrics.Add((_families.GetValue(metric, MetricFamily.Of), metric));
        }

        _metrics.Sort(ByNameThenMeter);
        for (int start = 0, end; start < _metrics.Count; start = end)
        {
            end = start + 1;
            while (end < _metrics.Count && _metrics[end].Family.Name == _metrics[start].Family.Name)
            {
                end++;
            }

            WriteFamily(start, end);
        }

        return ExportResult.Success;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _one.Dispose();
            _text.Dispose();
            _labels.Dispose();
        }

        base.Dispose(disposing);
    }

    private static int ByNameThenMeter((MetricFamily Family, Metric Metric) one, (MetricFamily Family, Metric Metric) other)
    {
        var byName = string.CompareOrdinal(one.Family.Name, other.Family.Name);
        return byName != 0 ? byName : string.CompareOrdinal(one.Metric.MeterName, other.Metric.MeterName);
    }

    private void WriteFamily(int start, int end)
    {
        var family = _metrics[start].Family;
        _seriesOfFamily.Clear();
        var before = _text.Length;
        WriteHeader(family);
        var header = _text.Length;
        for (var index = start; index < end; index++)
        {
            var (own, metric) = _metrics[index];
            if (own.Type is null || own.Type != family.Type)
            {
                LeaveOut(metric, own.Type is null ? "its type has no form in the text" : "its name is taken by another type");
                continue;
            }

            WriteSeries(family, metric, isShared: end - start > 1);
        }

        if (_text.Length == header)
        {
            _text.Truncate(before);
        }
    }

    private void WriteHeader(MetricFamily family)
    {
        _text.Write("# HELP "u8);
        _text.Write(family.Name);
        _text.Write(" "u8);
        _text.WriteHelp(family.Help);
        _text.Write("\n# TYPE "u8);
        _text.Write(family.Name);
        _text.Write(" "u8);
        _text.Write(family.Type);
        _text.Write("\n"u8);
    }

    private void WriteSeries(MetricFamily family, Metric metric, bool isShared)
    {
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            _labels.Read(point, metric.MetricType == MetricType.Histogram ? "le" : null);
            if (isShared && !_seriesOfFamily.Add(Encoding.UTF8.GetString(_labels.Written)))
            {
                LeaveOut(metric, "another meter has the same series");
                continue;
            }

            PrometheusSamples.Write(_text, family.Name, metric.MetricType, point, _labels.Written);
        }
    }

    private void LeaveOut(Metric metric, string reason)
    {
        if (_reported.Add(metric.MeterName + "/" + metric.Name))
        {
            Log.MetricLeftOut(logger, metric.Name, metric.MeterName, reason);
        }
    }
}
