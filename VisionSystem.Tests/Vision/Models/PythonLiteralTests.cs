using VisionSystem.Vision.Models;

namespace VisionSystem.Tests.Vision.Models;

public sealed class PythonLiteralTests
{
    [Fact]
    public void Reads_the_names_of_an_export()
    {
        Assert.True(PythonLiteral.TryParse("""{0: 'person', 1: "driver's seat", 2: 'caf\xe9', 3: 'a\'b'}""", out var value));

        var names = Assert.IsType<Dictionary<object, object?>>(value);
        Assert.Equal(["person", "driver's seat", "café", "a'b"], names.Values);
        Assert.Equal([0L, 1L, 2L, 3L], names.Keys);
    }

    [Theory]
    [InlineData("[640, 640]")]
    [InlineData("(640, 640,)")]
    public void Reads_lists_and_tuples(string text)
    {
        Assert.True(PythonLiteral.TryParse(text, out var value));
        Assert.Equal([640L, 640L], Assert.IsType<List<object?>>(value));
    }

    [Fact]
    public void Reads_arguments_of_every_kind()
    {
        Assert.True(PythonLiteral.TryParse("{'dynamic': True, 'half': False, 'nms': None, 'conf': 0.25, 'imgsz': [320]}", out var value));

        var args = Assert.IsType<Dictionary<object, object?>>(value);
        Assert.Equal([true, false, null, 0.25], args.Values.Take(4));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{0: 'person'")]
    [InlineData("{0 'person'}")]
    [InlineData("['open]")]
    [InlineData("__import__('os')")]
    [InlineData("[1] [2]")]
    [InlineData("'\\")]
    public void Refuses_text_that_is_not_a_literal(string text) => Assert.False(PythonLiteral.TryParse(text, out _));

    [Fact]
    public void Refuses_excessive_nesting() => Assert.False(PythonLiteral.TryParse(new string('[', 100_000), out _));
}
