using System.Text;
using VisionSystem.ServiceDefaults.Telemetry.Prometheus;

namespace VisionSystem.Tests.ServiceDefaults;

public sealed class PrometheusTextTests
{
    [Theory]
    [InlineData(0.001, "0.001")]
    [InlineData(2.5, "2.5")]
    [InlineData(10, "10")]
    [InlineData(-0.0, "-0")]
    [InlineData(1e21, "1E+21")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    [InlineData(double.MaxValue, "1.7976931348623157E+308")]
    [InlineData(-double.Epsilon, "-5E-324")]
    public void Numbers_are_written_as_prometheus_reads_them(double value, string expected) =>
        Assert.Equal(expected, Text(text => text.Write(value)));

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a\"b\\c\nd", "a\\\"b\\\\c\\nd")]
    [InlineData("\\n", "\\\\n")]
    [InlineData("größe 🙂", "größe 🙂")]
    [InlineData("", "")]
    public void Label_values_are_escaped(string value, string expected) =>
        Assert.Equal(expected, Text(text => text.WriteLabelValue(value)));

    [Fact]
    public void Half_a_character_is_replaced() => Assert.Equal("half \ufffd", Text(text => text.WriteLabelValue("half \ud83d")));

    [Fact]
    public void Help_keeps_its_quotes_and_stays_on_one_line() =>
        Assert.Equal("say \"hi\"\\nback\\\\slash", Text(text => text.WriteHelp("say \"hi\"\nback\\slash")));

    [Fact]
    public void Grows_past_its_first_buffer()
    {
        var chunk = new string('ä', 5000);

        var written = Text(text =>
        {
            for (var index = 0; index < 50; index++)
            {
                text.Write(chunk);
                text.Write(long.MinValue);
            }
        });

        Assert.Equal(string.Concat(Enumerable.Repeat(chunk + "-9223372036854775808", 50)), written);
    }

    private static string Text(Action<PrometheusText> write)
    {
        using var text = new PrometheusText();
        write(text);
        return Encoding.UTF8.GetString(text.Written);
    }
}
