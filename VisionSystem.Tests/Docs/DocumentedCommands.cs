using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using VisionSystem.Tests.Deployment;
using VisionSystem.Tests.Inference;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Docs;

/// <summary>
/// Runs the code blocks of a page as one shell script, so that variables persist, and compares the output of each with the
/// <c>json</c> or <c>text</c> block below it. The working folder holds the samples and the demo model of a clone, and a
/// separate home folder.
/// </summary>
internal sealed partial class DocumentedCommands : IDisposable
{
    /// <summary>Mark of a request that returns a problem.</summary>
    public const string Refused = "sh refused";

    private const string Address = "localhost:8000";
    private const string Separator = "@@ block ";

    private static readonly string[] Programs = ["bash", "curl", "jq"];

    private readonly TemporaryFolder _folder = new();

    public DocumentedCommands()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the commands are for a Unix shell");
        foreach (var program in Programs)
        {
            Assert.SkipWhen(TestTools.Program(program) is null, $"{program} is not installed");
        }

        Directory.CreateDirectory(Home);
        foreach (var name in new[] { "samples", "models" })
        {
            Directory.CreateSymbolicLink(Path.Combine(Clone, name), Path.Combine(Repository.Root, name));
        }

        // The script at the root of a clone builds first; the program that it builds is in the output folder of the tests.
        var script = Path.Combine(Clone, "vision");
        File.WriteAllText(script, $"#!/bin/sh\nexec dotnet '{Path.Combine(AppContext.BaseDirectory, "vision.dll")}' \"$@\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>The working folder of the commands.</summary>
    public string Clone => _folder.Path;

    /// <summary>The home folder (<c>~</c>) of the commands.</summary>
    public string Home => Path.Combine(_folder.Path, "home");

    /// <summary>Copies an image of the shared test data into the working folder under another name.</summary>
    public void AddImage(string name, string testData) => File.Copy(TestData.Require(testData), Path.Combine(Clone, name));

    /// <summary>Runs the blocks that have one of the marks.</summary>
    public async Task RunAsync(IReadOnlyList<CodeBlock> blocks, string[] marks, InferenceApplication? service = null)
    {
        var script = new StringBuilder("set -eu\ncurl() { command curl --fail-with-body \"$@\"; }\n");
        var run = Enumerable.Range(0, blocks.Count).Where(index => marks.Contains(blocks[index].Mark)).ToArray();
        Assert.NotEmpty(run);
        foreach (var index in run)
        {
            script.Append(null, $"echo\necho '{Separator}{index}'\n{(blocks[index].Mark == Refused ? "unset -f curl\n" : "")}{blocks[index].Text}");
        }

        var (exitCode, output, errors) = await ShellAsync(script.ToString(), service);
        Assert.True(exitCode == 0, $"exit code {exitCode}\n{output}\n{errors}");
        var printed = output.Split($"\n{Separator}").Skip(1)
            .ToDictionary(part => int.Parse(part[..part.IndexOf('\n', StringComparison.Ordinal)], null), part => part[(part.IndexOf('\n', StringComparison.Ordinal) + 1)..].Trim());
        foreach (var index in run.Where(index => index + 1 < blocks.Count))
        {
            Compare(blocks[index], blocks[index + 1], printed[index]);
        }
    }

    public void Dispose() => _folder.Dispose();

    private static void Compare(CodeBlock block, CodeBlock answer, string printed)
    {
        var place = $"{block.Section}: {block.Text}";
        if (answer.Mark == "json")
        {
            using var documented = JsonDocument.Parse(answer.Text);
            using var actual = JsonDocument.Parse(printed);
            CompareShape(documented.RootElement, actual.RootElement, $"{place}$");
        }
        else if (answer.Mark == "text")
        {
            Assert.Equal(place + Masked(answer.Text), place + Masked(printed));
        }
    }

    /// <summary>Requires the same fields with values of the same kinds; compares only the first element of an array.</summary>
    private static void CompareShape(JsonElement documented, JsonElement actual, string path)
    {
        Assert.True(KindOf(documented) == KindOf(actual), $"{path}: {documented} in the page, {actual} in the answer");
        if (documented.ValueKind == JsonValueKind.Object)
        {
            var (expected, given) = (Names(documented), Names(actual));
            Assert.True(expected.SequenceEqual(given), $"{path}: {string.Join(", ", expected)} in the page, {string.Join(", ", given)} in the answer");
            foreach (var property in documented.EnumerateObject())
            {
                CompareShape(property.Value, actual.GetProperty(property.Name), $"{path}.{property.Name}");
            }
        }
        else if (documented.ValueKind == JsonValueKind.Array && documented.GetArrayLength() > 0)
        {
            Assert.True(actual.GetArrayLength() > 0, $"{path} is empty in the answer");
            CompareShape(documented[0], actual[0], path + "[0]");
        }
    }

    private static JsonValueKind KindOf(JsonElement value) => value.ValueKind == JsonValueKind.False ? JsonValueKind.True : value.ValueKind;

    private static string[] Names(JsonElement value) => [.. value.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal)];

    /// <summary>Replaces ids, hashes and numbers, which differ from run to run, and the padding of columns that depends on them.</summary>
    private static string Masked(string text) => Spaces().Replace(Numbers().Replace(Hashes().Replace(Ids().Replace(text, "ID"), "HASH"), "N"), " ").Trim();

    private async Task<(int ExitCode, string Output, string Errors)> ShellAsync(string script, InferenceApplication? service)
    {
        var start = new ProcessStartInfo("bash", ["-s"])
        {
            WorkingDirectory = Clone,
            Environment = { ["HOME"] = Home },
        };
        if (service is not null)
        {
            script = script.Replace(Address, service.CreateClient().BaseAddress!.Authority, StringComparison.Ordinal);
            start.Environment["CV_DATA_PATH"] = Path.GetDirectoryName(service.Logging.ImagesFolder);
        }

        var (exitCode, output) = await TestTools.RunWithInputAsync(start, script);
        return (exitCode, output.Output.Replace(Home, "~", StringComparison.Ordinal), output.Errors);
    }

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")]
    private static partial Regex Ids();

    [GeneratedRegex("[0-9a-f]{64}|(?<=\\+)[0-9a-f]{8}")]
    private static partial Regex Hashes();

    [GeneratedRegex(@"\d+(\.\d+)?")]
    private static partial Regex Numbers();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
