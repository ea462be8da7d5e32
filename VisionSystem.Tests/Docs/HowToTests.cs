using VisionSystem.Tests.Deployment;
using VisionSystem.Tests.Inference;

namespace VisionSystem.Tests.Docs;

/// <summary>The recipes work: blocks marked <c>sh</c> run against a service; other marks name their requirement.</summary>
public sealed class HowToTests
{
    /// <summary>
    /// Requirements: a system started with the reader's settings (<c>start</c>), PostgreSQL, Redis and S3 of a machine
    /// (<c>servers</c>), a Kubernetes cluster (<c>cluster</c>), software or files of third parties (<c>other</c>).
    /// </summary>
    private static readonly string[] Marks = ["sh", "sh start", "sh servers", "sh cluster", "sh other", "json", "text", "yaml", "python", "nginx"];

    public static TheoryData<string> Recipes =>
        [.. Directory.GetFiles(Path.Combine(Repository.Root, "docs", "how-to"), "*.md").Select(file => "docs/how-to/" + Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Recipes))]
    public async Task Every_command_of_a_recipe_works(string recipe)
    {
        var page = MarkdownPage.Load(recipe);
        Assert.All(page.Blocks, block => Assert.Contains(block.Mark, Marks));
        if (!page.Blocks.Any(block => block.Mark == "sh"))
        {
            return;
        }

        using var commands = new DocumentedCommands();
        await using var service = new InferenceApplication();
        await service.ReadyClientAsync();
        await commands.RunAsync(page.Blocks, ["sh"], service);
    }
}
