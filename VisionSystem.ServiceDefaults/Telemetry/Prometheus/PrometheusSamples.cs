using OpenTelemetry.Metrics;

namespace VisionSystem.ServiceDefaults.Telemetry.Prometheus;

/// <summary>Writes the samples of one point.</summary>
internal static class PrometheusSamples
{
    public static void Write(
        PrometheusText text, string family, MetricType type, in MetricPoint point, ReadOnlySpan<byte> labels)
    {
        switch (type)
        {
            case MetricType.Histogram:
                WriteHistogram(text, family, point, labels);
                break;
            case MetricType.LongSum or MetricType.LongSumNonMonotonic:
                WriteSample(text, family, labels, point.GetSumLong());
                break;
            case MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic:
                WriteSample(text, family, labels, point.GetSumDouble());
                break;
            case MetricType.LongGauge:
                WriteSample(text, family, labels, point.GetGaugeLastValueLong());
                break;
            default:
                WriteSample(text, family, labels, point.GetGaugeLastValueDouble());
                break;
        }
    }

    private static void WriteHistogram(PrometheusText text, string family, in MetricPoint point, ReadOnlySpan<byte> labels)
    {
        // OpenTelemetry counts each bucket for itself, Prometheus all that lies below its bound; the last bound is +Inf.
        long below = 0;
        foreach (var bucket in point.GetHistogramBuckets())
        {
            below += bucket.BucketCount;
            text.Write(family);
            text.Write("_bucket{"u8);
            text.Write(labels);
            text.Write(labels.IsEmpty ? "le=\""u8 : ",le=\""u8);
            text.Write(bucket.ExplicitBound);
            text.Write("\"} "u8);
            text.Write(below);
            text.Write("\n"u8);
        }

        WriteName(text, family, "_sum"u8, labels);
        text.Write(point.GetHistogramSum());
        text.Write("\n"u8);
        WriteName(text, family, "_count"u8, labels);
        text.Write(point.GetHistogramCount());
        text.Write("\n"u8);
    }

    private static void WriteSample(PrometheusText text, string family, ReadOnlySpan<byte> labels, long value)
    {
        WriteName(text, family, ""u8, labels);
        text.Write(value);
        text.Write("\n"u8);
    }

    private static void WriteSample(PrometheusText text, string family, ReadOnlySpan<byte> labels, double value)
    {
        WriteName(text, family, ""u8, labels);
        text.Write(value);
        text.Write("\n"u8);
    }

    private static void WriteName(PrometheusText text, string family, ReadOnlySpan<byte> suffix, ReadOnlySpan<byte> labels)
    {
        text.Write(family);
        text.Write(suffix);
        if (!labels.IsEmpty)
        {
            text.Write("{"u8);
            text.Write(labels);
            text.Write("}"u8);
        }

        text.Write(" "u8);
    }
}
