using VisionSystem.Tests.Inference;

namespace VisionSystem.Tests.Docs;

/// <summary>The tutorial works from a fresh clone and prints the documented output.</summary>
public sealed class TutorialTests
{
    [Fact]
    public async Task Every_command_of_the_tutorial_works_in_its_order()
    {
        var blocks = MarkdownPage.Load("docs/tutorial.md").Blocks;
        var start = blocks.Select(block => block.Mark).ToList().IndexOf("sh start");
        using var commands = new DocumentedCommands();

        await commands.RunAsync([.. blocks.Take(start)], ["sh"]);
        Assert.Contains("CV_MODEL_PATH=~/vision-models dotnet run", blocks[start].Text, StringComparison.Ordinal);
        await using var service = new InferenceApplication(("Vision:Models:Path", Path.Combine(commands.Home, "vision-models")));
        await service.ReadyClientAsync();
        await commands.RunAsync([.. blocks.Skip(start)], ["sh"], service);
    }
}
