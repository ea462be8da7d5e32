using VisionSystem.Cli;
using VisionSystem.Cli.Terminal;
using VisionSystem.Contracts;
using VisionSystem.Tests.Logging;
using VisionSystem.Tests.Logging.Administration;

namespace VisionSystem.Tests.Cli;

/// <summary><c>vision tenants</c> beside a running service.</summary>
public sealed class TenantsCommandTests : IDisposable
{
    private static readonly byte[] Image = Samples.Image(1);

    private readonly TemporaryFolder _data = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    [Fact]
    public async Task Creates_limits_suspends_and_deletes_a_tenant()
    {
        await using var service = new LoggingApplication(_data.Path, TenantClient.Fast);
        using var client = service.CreateClient();
        using var dock = service.ClientOf("dock");

        Assert.Equal((CommandRun.Success, "dock is created"), await RunAsync("tenants", "create", "dock", "--images-per-day", "100"));
        Assert.Equal(CommandRun.Failure, (await RunAsync("tenants", "create", "dock")).Code);
        await client.DeliverAsync(Delivery.Of([Samples.Of(Image, "dock")], Image));
        Assert.Equal(CommandRun.Success, (await RunAsync("keys", "create", "--tenant", "dock", "--scopes", "read", "--concurrent-images", "3", "--bytes-kept", "1kb")).Code);
        var key = Assert.Single((await client.SnapshotAsync()).Keys);
        Assert.Equal(new CallerLimitValues { ConcurrentImages = 3, BytesKept = 1024 }, key.Limits);

        Assert.Equal(CommandRun.Success, (await RunAsync("tenants", "limits", "dock", "--requests-per-second", "5", "--bytes-kept", "10gb")).Code);
        Assert.Equal(new CallerLimitValues { RequestsPerSecond = 5, BytesKept = 10L << 30 }, (await client.TenantAsync("dock")).Limits);
        Assert.Contains("10gb", (await RunAsync("tenants", "list")).Output, StringComparison.Ordinal);
        Assert.Contains("1 kB", (await RunAsync("tenants", "show", "dock")).Output, StringComparison.Ordinal);

        Assert.Equal((CommandRun.Success, "dock is suspended"), await RunAsync("tenants", "suspend", "dock"));
        await Until.AnswersAsync(dock, "/v1/predictions", System.Net.HttpStatusCode.Forbidden);
        Assert.Equal((CommandRun.Success, "dock is active"), await RunAsync("tenants", "resume", "dock"));
        await Until.AnswersAsync(dock, "/v1/predictions", System.Net.HttpStatusCode.OK);

        Assert.Equal((CommandRun.Success, "dock has 1 predictions, 1 images (1 kB), 1 keys"), await RunAsync("tenants", "delete", "dock", "--dry-run"));
        Assert.Equal(CommandRun.Failure, (await RunAsync("tenants", "delete", "dock")).Code);
        Assert.Contains("--yes", _error.ToString(), StringComparison.Ordinal);
        Assert.Equal(TenantState.Active, (await client.TenantAsync("dock")).State);

        Assert.Equal(CommandRun.Success, (await RunAsync("tenants", "delete", "dock", "--yes")).Code);
        await client.IsDeletedAsync("dock");
        Assert.Empty(service.StoredImages);
        Assert.Equal(CommandRun.Failure, (await RunAsync("tenants", "show", "dock")).Code);
    }

    [Theory]
    [InlineData("tenants", "create", "NOT")]
    [InlineData("tenants", "create", "dock", "--images-per-day", "-1")]
    [InlineData("tenants", "limits", "dock", "--bytes-kept", "much")]
    public async Task Refuses_names_and_limits_that_are_not_valid(params string[] args) => Assert.Equal(CommandRun.BadUsage, (await RunAsync(args)).Code);

    [Theory]
    [InlineData("delete", "default", "--yes")]
    [InlineData("suspend", "nobody")]
    [InlineData("limits", "nobody", "--images-per-day", "1")]
    public async Task Fails_for_a_tenant_that_does_not_exist_or_cannot_be_deleted(params string[] args) =>
        Assert.Equal(CommandRun.Failure, (await RunAsync(["tenants", .. args])).Code);

    public void Dispose()
    {
        _data.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    private async Task<(int Code, string Output)> RunAsync(params string[] args)
    {
        _output.GetStringBuilder().Clear();
        var console = new CommandConsole(_output, _error, IsTerminal: false, TimeProvider.System);
        var code = await VisionCommand.RunAsync(args, console, [$"--Vision:Store:Path={_data.Path}"], TestContext.Current.CancellationToken);
        return (code, _output.ToString().Trim());
    }
}
