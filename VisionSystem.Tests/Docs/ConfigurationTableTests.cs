using System.Text;
using VisionSystem.ServiceDefaults.Configuration;
using VisionSystem.Tests.Apis;

namespace VisionSystem.Tests.Docs;

/// <summary>The table of settings in the documentation is the code's own list.</summary>
public sealed class ConfigurationTableTests
{
    private static readonly string Document = Path.Combine(InferenceApplication.Samples, "..", "docs", "configuration.md");

    [Fact]
    public void The_documented_settings_are_those_of_the_code()
    {
        var expected = Render();

        // VISION_WRITE_DOCS=1 writes the document in place of comparing it.
        if (Environment.GetEnvironmentVariable("VISION_WRITE_DOCS") == "1")
        {
            File.WriteAllText(Document, expected);
        }

        Assert.Equal(expected, File.ReadAllText(Document));
    }

    private static string Render()
    {
        var text = new StringBuilder("""
            # Settings

            Every name works as an environment variable and on a service's command line (`--CV_RECORDING=off`); so does the .NET
            key behind it (`Vision__Recording__Mode`), which wins where both are given. All are checked at start, and every
            error is listed at once. Sizes take `kb`, `mb`, `gb`. Names of parts that this version does not have yet are
            accepted and checked, and have no effect.

            | name | default | values | meaning | .NET key |
            |---|---|---|---|---|

            """);
        foreach (var setting in SettingCatalog.All)
        {
            var names = string.Join(", ", new[] { setting.Name }.Concat(setting.Aliases).Select(name => $"`{name}`"));
            text.Append(null, $"| {names} | {(setting.Default is null ? "" : $"`{setting.Default}`")} | {setting.Kind.Expectation} | {setting.Description} | `{setting.Key}` |\n");
        }

        return text.ToString();
    }
}
