using System.Collections.Concurrent;
using System.Globalization;
using OpenTelemetry.Metrics;

namespace VisionSystem.ServiceDefaults.Telemetry.Prometheus;

/// <summary>The labels of the point at hand, without braces: <c>class="qr",status="200"</c>.</summary>
internal sealed class PrometheusLabels : IDisposable
{
    // Tag names come from the code, so their number has an end.
    private static readonly ConcurrentDictionary<string, string> Names = new();

    private readonly List<KeyValuePair<string, string>> _labels = [];
    private readonly PrometheusText _text = new();

    public ReadOnlySpan<byte> Written => _text.Written;

    /// <summary>Takes the labels of a point, sorted by name.</summary>
    /// <param name="point">The point.</param>
    /// <param name="reserved">A name that the format needs for itself, or null.</param>
    public void Read(in MetricPoint point, string? reserved)
    {
        _labels.Clear();
        foreach (var (key, value) in point.Tags)
        {
            var name = Names.GetOrAdd(key, PrometheusNames.Label);
            Add(name == reserved ? "tag_" + name : name, Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
        }

        _labels.Sort(static (one, other) => string.CompareOrdinal(one.Key, other.Key));
        _text.Clear();
        foreach (var (name, value) in _labels)
        {
            _text.Write(_text.Length == 0 ? ""u8 : ","u8);
            _text.Write(name);
            _text.Write("=\""u8);
            _text.WriteLabelValue(value);
            _text.Write("\""u8);
        }
    }

    public void Dispose() => _text.Dispose();

    // Two tags whose names differ only in forbidden characters become one label with both values, as OpenTelemetry has it.
    private void Add(string name, string value)
    {
        var index = _labels.FindIndex(label => label.Key == name);
        if (index < 0)
        {
            _labels.Add(new(name, value));
        }
        else
        {
            _labels[index] = new(name, _labels[index].Value + ";" + value);
        }
    }
}
