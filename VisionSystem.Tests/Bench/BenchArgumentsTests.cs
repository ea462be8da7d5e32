using VisionSystem.Bench.Running;

namespace VisionSystem.Tests.Bench;

public sealed class BenchArgumentsTests
{
    [Fact]
    public void Reads_every_option()
    {
        var arguments = BenchArguments.Parse(["one", "--models", "a, b", "--only", "12mp", "--seconds", "2.5", "--repeats", "3", "--minutes", "4", "--rows", "1000", "--out", "r.txt", "--quick", "two"], out var error)!;

        Assert.Null(error);
        Assert.Equal(["a", "b"], arguments.Models);
        Assert.Equal(["one", "two"], arguments.Rest);
        Assert.Equal((TimeSpan.FromSeconds(2.5), 3, TimeSpan.FromMinutes(4), true), (arguments.Window, arguments.Repeats, arguments.Length, arguments.Quick));
        Assert.Equal((1000, "r.txt"), (arguments.Rows, arguments.Out));
        Assert.Equal("one --models a, b --only 12mp --seconds 2.5 --repeats 3 --minutes 4 --rows 1000 --quick two", string.Join(' ', arguments.CommandLine));
        Assert.Equal((true, false), (arguments.Includes("12mp"), arguments.Includes("ordinary")));
    }

    [Theory]
    [InlineData("--fast", "x", "unknown option --fast; run ./vision bench for the list")]
    [InlineData("--seconds", "soon", "--seconds requires a number above 0, not 'soon'")]
    [InlineData("--minutes", "-1", "--minutes requires a number above 0, not '-1'")]
    [InlineData("--repeats", "1.5", "--repeats requires a whole number above 0, not '1.5'")]
    public void Says_what_is_wrong(string option, string value, string expected)
    {
        Assert.Null(BenchArguments.Parse([option, value], out var error));
        Assert.Equal(expected, error);
    }

    [Fact]
    public void Reports_a_missing_value()
    {
        Assert.Null(BenchArguments.Parse(["--models"], out var error));
        Assert.Equal("--models requires a value", error);
    }
}
