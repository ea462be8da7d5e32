using System.Reflection;
using VisionSystem.Inference;
using VisionSystem.Logging;
using VisionSystem.ServiceDefaults.Problems;
using VisionSystem.Tests.Inference;

namespace VisionSystem.Tests.Docs;

/// <summary>docs/reference/errors.md lists exactly the problems that the services return.</summary>
public sealed class ErrorPageTests
{
    private static readonly MarkdownPage Page = MarkdownPage.Load("docs/reference/errors.md");

    [Fact]
    public async Task The_example_returns_the_documented_problem()
    {
        using var commands = new DocumentedCommands();
        await using var service = new InferenceApplication();
        await service.ReadyClientAsync();

        await commands.RunAsync(Page.Blocks, [DocumentedCommands.Refused], service);
    }

    [Fact]
    public void Every_problem_of_the_code_is_documented_with_its_status_a_cause_and_what_to_do()
    {
        var declared = new[] { typeof(InferenceService), typeof(LoggingService), typeof(ProblemKind) }
            .SelectMany(anchor => anchor.Assembly.GetTypes())
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(field => field.FieldType == typeof(ProblemKind))
            .Select(field => (ProblemKind)field.GetValue(null)!)
            .Select(kind => $"{kind.Slug} {kind.Status}")
            .Distinct().Order(StringComparer.Ordinal);
        var rows = Page.NamedRows.ToList();

        Assert.Equal(declared, rows.Select(row => $"{row[0].Trim('`')} {row[1]}").Order(StringComparer.Ordinal));
        Assert.All(rows, row => Assert.True(row is [_, _, { Length: > 10 }, { Length: > 10 }], string.Join(" | ", row)));
    }
}
