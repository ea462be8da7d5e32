using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Architecture;

/// <summary>
/// Checks what the build does not: line endings, final newlines and the character set. The build itself fails on indentation, blank
/// lines and unused usings (IDE0055, IDE2000, IDE2003, IDE0005).
/// </summary>
public sealed class CodeStyleTests
{
    [Fact]
    public async Task Every_source_file_has_the_format_of_the_editorconfig()
    {
        var (exitCode, output) = await TestTools.RunAsync("dotnet", "the .NET SDK", "format", "whitespace", ".", "--folder", "--verify-no-changes", "--exclude", "**/obj/**");

        Assert.True(exitCode == 0, output.ToString());
    }
}
