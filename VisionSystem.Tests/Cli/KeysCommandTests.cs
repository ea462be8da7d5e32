using VisionSystem.Cli;
using VisionSystem.Cli.Terminal;

namespace VisionSystem.Tests.Cli;

public sealed class KeysCommandTests : IDisposable
{
    private readonly TemporaryFolder _data = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    [Fact]
    public async Task A_name_with_control_characters_is_listed_harmlessly()
    {
        Assert.Equal(CommandRun.Success, await RunAsync("create", "--scopes", "read", "--name", "evil\u001b[2J\r\nvs_live\u202e\u2028"));

        Assert.Equal(CommandRun.Success, await RunAsync("list"));

        var lines = _output.ToString().TrimEnd('\r', '\n').Split(Environment.NewLine);
        Assert.Equal(3, lines.Length);
        Assert.Contains(@"evil\u001b[2J\u000d\u000avs_live\u202e\u2028", lines[^1], StringComparison.Ordinal);
        Assert.DoesNotContain(_output.ToString(), character => char.IsControl(character) && character is not ('\r' or '\n'));
    }

    public void Dispose()
    {
        _data.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    private Task<int> RunAsync(params string[] args) => VisionCommand.RunAsync(
        ["keys", .. args], new CommandConsole(_output, _error, IsTerminal: false, TimeProvider.System), [$"--Vision:Store:Path={_data.Path}"], TestContext.Current.CancellationToken);
}
