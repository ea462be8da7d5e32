using VisionSystem.Contracts.Configuration;
using VisionSystem.ServiceDefaults.Configuration;

namespace VisionSystem.Tests;

public sealed class ByteSizeTests
{
    [Theory]
    [InlineData("10gb", 10L << 30)]
    [InlineData("512MB", 512L << 20)]
    [InlineData(" 64 kb ", 64L << 10)]
    [InlineData("123", 123)]
    [InlineData("123b", 123)]
    [InlineData("0", 0)]
    public void Reads_sizes_as_operators_write_them(string text, long bytes) => Assert.Equal(bytes, ByteSize.Parse(text).Bytes);

    [Theory]
    [InlineData("")]
    [InlineData("gb")]
    [InlineData("-1gb")]
    [InlineData("1.5gb")]
    [InlineData("1tb")]
    [InlineData("1e3")]
    [InlineData("8589934592gb")]
    [InlineData("99999999999999999999")]
    public void Refuses_text_that_is_not_a_size(string text) => Assert.False(ByteSize.TryParse(text, out _));

    [Theory]
    [InlineData(10L << 30, "10gb")]
    [InlineData(1536L << 10, "1536kb")]
    [InlineData(123, "123")]
    [InlineData(0, "0")]
    public void Writes_the_shortest_exact_form(long bytes, string text)
    {
        Assert.Equal(text, new ByteSize(bytes).ToString());
        Assert.Equal(bytes, ByteSize.Parse(text).Bytes);
    }

    [Theory]
    [InlineData("500ms", "00:00:00.5000000")]
    [InlineData("25s", "00:00:25")]
    [InlineData("5m", "00:05:00")]
    [InlineData("00:00:30", "00:00:30")]
    [InlineData("30", null)]
    [InlineData("-5s", null)]
    [InlineData("-00:00:05", null)]
    [InlineData("soon", null)]
    public void Reads_durations_with_their_unit(string text, string? expected) => Assert.Equal(expected, Durations.Parse(text)?.ToString("c"));
}
