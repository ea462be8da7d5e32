using VisionSystem.Cli;
using VisionSystem.Cli.Terminal;
using VisionSystem.Tests.Inference.Authentication;

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

    [Fact]
    public async Task With_an_address_the_commands_administer_the_keys_of_a_running_system()
    {
        using var service = new ClosedService();
        using var client = service.Client(null);
        Directory.CreateDirectory(Path.Combine(_data.Path, "keys"));
        await File.WriteAllTextAsync(Path.Combine(_data.Path, "keys", "admin-api-key"), ClosedService.Administrator, TestContext.Current.CancellationToken);
        string[] system = ["--url", client.BaseAddress!.ToString(), "--data", _data.Path];

        Assert.Equal(CommandRun.Success, await RunAsync(["create", "--tenant", "dock", "--scopes", "read", "--expires", "1h", .. system]));
        var key = _output.ToString().Trim();
        using var caller = service.Client(key);
        using (var accepted = await caller.GetAsync(new Uri("/v1/predictions", UriKind.Relative), TestContext.Current.CancellationToken))
        {
            Assert.True(accepted.IsSuccessStatusCode);
        }

        var id = key.Split('_')[2];
        Assert.Equal(CommandRun.Success, await RunAsync(["rotate", id, "--overlap", "1m", .. system]));
        Assert.Equal(CommandRun.Success, await RunAsync(["list", "--tenant", "dock", .. system]));
        Assert.Equal(CommandRun.Success, await RunAsync(["revoke", id, .. system]));
        Assert.Equal(CommandRun.Failure, await RunAsync(["rotate", id, .. system]));

        Assert.Contains($"{id} is revoked", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("There is no valid key with this id.", _error.ToString(), StringComparison.Ordinal);
        Assert.Equal(2, _output.ToString().Split('\n').Count(line => line.Contains(" dock ", StringComparison.Ordinal)));
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
