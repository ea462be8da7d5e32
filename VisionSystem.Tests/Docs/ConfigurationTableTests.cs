using VisionSystem.Cli.Docs;
using VisionSystem.Tests.Inference;

namespace VisionSystem.Tests.Docs;

/// <summary>The documentation's table of settings matches the code; <c>./vision docs</c> writes it.</summary>
public sealed class ConfigurationTableTests
{
    private static readonly string Document = Path.Combine(InferenceApplication.Samples, "..", "docs", "configuration.md");

    [Fact]
    public void The_documented_settings_are_those_of_the_code()
    {
        var text = File.ReadAllText(Document);

        Assert.Equal(SettingTables.Configuration(text), text);
    }
}
