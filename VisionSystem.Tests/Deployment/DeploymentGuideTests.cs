using System.Text.RegularExpressions;
using VisionSystem.Cli.Docs;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Deployment;

/// <summary>The commands of docs/deployment.md work, and its settings have the names of the code.</summary>
public sealed partial class DeploymentGuideTests
{
    /// <summary>The accepted marks of a code block; a block with another mark would not be tested.</summary>
    private static readonly string[] Marks = ["sh", "sh cluster", "sh registry", "sh build", "yaml"];

    private static readonly string Document = Path.Combine(Repository.Root, "docs", "deployment.md");

    public static TheoryData<string> Commands => [.. Blocks().Where(block => block.Mark == "sh").Select(block => block.Text)];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Every_command_that_needs_no_cluster_works(string commands)
    {
        foreach (var program in commands.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0]).Where(program => !program.StartsWith("./", StringComparison.Ordinal)))
        {
            Assert.SkipWhen(TestTools.Program(program) is null, $"{program} is not installed");
        }

        var (exitCode, output) = await TestTools.RunAsync("bash", "any shell", "-euc", commands);
        Assert.True(exitCode == 0, output.ToString());
    }

    [Fact]
    public void Every_block_says_what_it_needs()
    {
        Assert.All(Blocks(), block => Assert.Contains(block.Mark, Marks));
        Assert.All(Blocks().Where(block => block.Mark == "sh"), block => Assert.DoesNotMatch(NeedsCluster(), block.Text));
    }

    [Fact]
    public void Every_file_that_it_names_exists() => Assert.All(
        FileName().Matches(File.ReadAllText(Document)).Select(match => match.Value.TrimEnd('.', '/')).Distinct(),
        file => Assert.True(Path.Exists(Path.Combine(Repository.Root, file)) || file.StartsWith("deploy/helm", StringComparison.Ordinal), $"{file} is not there"));

    [Fact]
    public async Task The_settings_are_those_of_the_code_with_the_values_of_the_overlay()
    {
        var text = await File.ReadAllTextAsync(Document, TestContext.Current.CancellationToken);

        Assert.Equal(SettingTables.Deployment(text, "production", (await KustomizeOutput.OfAsync("overlays/production")).Text), text);
    }

    private static IEnumerable<(string Mark, string Text)> Blocks() =>
        Block().Matches(File.ReadAllText(Document)).Select(match => (match.Groups[1].Value, match.Groups[2].Value));

    [GeneratedRegex("^```([a-z ]+)\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"kubectl (?!kustomize)|helm |\./vision deploy|aspirate |port-forward")]
    private static partial Regex NeedsCluster();

    [GeneratedRegex(@"\b(?:aspirate-output|deploy/(?:monitoring|containers))/[A-Za-z0-9_./-]+")]
    private static partial Regex FileName();
}
