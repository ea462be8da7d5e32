using VisionSystem.Tests.Deployment;
using VisionSystem.Tests.Inference;

namespace VisionSystem.Tests.Docs;

/// <summary>The recipes work: what they mark <c>sh</c> runs against a service, what needs more says so.</summary>
public sealed class HowToTests
{
    /// <summary>
    /// Needs: a started system of the reader's own settings (<c>start</c>), a machine's PostgreSQL, Redis and S3 (<c>servers</c>), a
    /// Kubernetes cluster (<c>cluster</c>), other people's software or files (<c>other</c>).
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
