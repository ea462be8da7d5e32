using System.Buffers;
using System.Globalization;
using System.Text;

namespace VisionSystem.ServiceDefaults.Telemetry.Prometheus;

/// <summary>
/// A growing, pooled UTF-8 buffer that knows Prometheus' text format 0.0.4
/// (https://prometheus.io/docs/instrumenting/exposition_formats/).
/// </summary>
internal sealed class PrometheusText : IDisposable
{
    private const int InitialBytes = 32 * 1024;
    private const int LongestNumber = 32;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(InitialBytes);

    /// <summary>How many bytes are written.</summary>
    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    public void Clear() => Length = 0;

    /// <summary>Takes back what was written after a position.</summary>
    public void Truncate(int length) => Length = length;

    public void Write(ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(Free(utf8.Length));
        Length += utf8.Length;
    }

    public void Write(ReadOnlySpan<char> text)
    {
        var free = Free(Encoding.UTF8.GetMaxByteCount(text.Length));
        Length += Encoding.UTF8.GetBytes(text, free);
    }

    public void Write(long value)
    {
        value.TryFormat(Free(LongestNumber), out var written, default, CultureInfo.InvariantCulture);
        Length += written;
    }

    /// <summary>A number, <c>NaN</c>, <c>+Inf</c> or <c>-Inf</c>, as Go's ParseFloat reads it.</summary>
    public void Write(double value)
    {
        if (double.IsInfinity(value))
        {
            Write(value > 0 ? "+Inf"u8 : "-Inf"u8);
            return;
        }

        value.TryFormat(Free(LongestNumber), out var written, default, CultureInfo.InvariantCulture);
        Length += written;
    }

    /// <summary>The text of a HELP line: backslash and line feed escaped.</summary>
    public void WriteHelp(string text) => WriteEscaped(text, escapeQuotes: false);

    /// <summary>The value of a label, between its quotes: backslash, quote and line feed escaped.</summary>
    public void WriteLabelValue(string text) => WriteEscaped(text, escapeQuotes: true);

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        Length = 0;
    }

    private void WriteEscaped(ReadOnlySpan<char> text, bool escapeQuotes)
    {
        while (text.IndexOfAny('\\', '\n', escapeQuotes ? '"' : '\n') is var next and >= 0)
        {
            Write(text[..next]);
            Write(text[next] switch { '\\' => "\\\\"u8, '"' => "\\\""u8, _ => "\\n"u8 });
            text = text[(next + 1)..];
        }

        Write(text);
    }

    private Span<byte> Free(int bytes)
    {
        if (_buffer.Length - Length < bytes)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, Length + bytes));
            Written.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        return _buffer.AsSpan(Length);
    }
}
