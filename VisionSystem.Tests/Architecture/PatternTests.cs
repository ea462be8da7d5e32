using System.Reflection;
using System.Text.RegularExpressions;
using VisionSystem.Cli;
using VisionSystem.Contracts;
using VisionSystem.Inference;
using VisionSystem.Logging;
using VisionSystem.ServiceDefaults;

namespace VisionSystem.Tests.Architecture;

/// <summary>
/// No caller and no setting provides a regular expression: every pattern is a constant of the code, and matches a long hostile text
/// in bounded time.
/// </summary>
public sealed class PatternTests
{
    /// <summary>Longer than any text that a pattern receives: a body field has at most some thousands of characters.</summary>
    private const int Length = 100_000;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private static readonly Assembly[] Services =
        [typeof(Prediction).Assembly, typeof(ServiceDefaultsExtensions).Assembly, typeof(InferenceService).Assembly, typeof(LoggingService).Assembly];

    public static TheoryData<string, RegexOptions> Patterns => new(
        from assembly in Services
        from type in assembly.GetTypes()
        from method in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        where method.GetCustomAttribute<GeneratedRegexAttribute>() is not null
        let pattern = method.GetCustomAttribute<GeneratedRegexAttribute>()!
        select (pattern.Pattern, pattern.Options));

    [Theory]
    [MemberData(nameof(Patterns))]
    public void A_long_hostile_text_is_matched_in_bounded_time(string pattern, RegexOptions options)
    {
        var regex = new Regex(pattern, options, Limit);
        foreach (var unit in pattern.Where(char.IsAscii).Select(character => $"{character}").Append("a1").Append("=>").Distinct())
        {
            var text = string.Concat(Enumerable.Repeat(unit, Length / unit.Length)) + "\u0001";

            // Throws RegexMatchTimeoutException if the time grows faster than the text.
            _ = regex.IsMatch(text);
        }
    }

    [Fact]
    public void No_pattern_is_made_at_run_time()
    {
        string[] projects = ["VisionSystem.Contracts", "VisionSystem.ServiceDefaults", "VisionSystem.Inference", "VisionSystem.Logging", "VisionSystem.Vision"];
        var sources = projects.SelectMany(project => Directory.EnumerateFiles(Path.Combine(Checkout.Root, project), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

        Assert.Equal([], sources.Where(file => File.ReadAllText(file) is var text
            && (text.Contains("new Regex(", StringComparison.Ordinal) || text.Contains("Regex.", StringComparison.Ordinal) || text.Contains("FileSystemGlobbing", StringComparison.Ordinal))));
    }
}
