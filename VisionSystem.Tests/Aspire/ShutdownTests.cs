using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using VisionSystem.Bench.Servers;
using VisionSystem.Cli.Processes;
using VisionSystem.Tests.EndToEnd;
using VisionSystem.Tests.Vision.Imaging;

namespace VisionSystem.Tests.Aspire;

/// <summary>Runs the AppHost as a user does, from its first output line until its exit.</summary>
[Collection(nameof(OwnApp))]
public sealed class ShutdownTests
{
    private const int Sigint = (int)UnixSignal.Interrupt;
    private const int Sigterm = (int)UnixSignal.Terminate;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly int _port = FreePort.Take();
    private readonly int _loggingPort = FreePort.Take();
    private readonly int _dashboardPort = FreePort.Take();

    [Theory]
    [InlineData("embedded", Sigint)]
    [InlineData("embedded", Sigterm)]
    [InlineData("local", Sigterm)]
    public async Task A_signal_to_the_app_host_leaves_no_process(string topology, int signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals");
        await RunAsync(topology, async (host, data) =>
        {
            Assert.True(host.Process.Signal((UnixSignal)signal));
            Assert.Equal(0, await host.EndedAsync());

            Assert.False(await AnyListensAsync(TestContext.Current.CancellationToken), "A port is still open.");
            Assert.Empty(ProcessesOf(host.Process.Id, data));
        });
    }

    [Fact]
    public async Task When_the_app_host_is_killed_its_services_end_too()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals");
        await RunAsync("embedded", async (host, data) =>
        {
            Assert.True(host.Process.Signal(UnixSignal.Kill));
            await host.EndedAsync();

            await Until.TrueAsync("nothing listens", async token => !await AnyListensAsync(token), Patience);
            await Until.TrueAsync("nothing runs", () => ProcessesOf(host.Process.Id, data).Count == 0);
        });
    }

    [Fact]
    public async Task Prints_reachable_addresses_when_it_is_ready()
    {
        await RunAsync("embedded", async (host, _) =>
        {
            using var client = new HttpClient();
            foreach (var name in (string[])["console", "API", "dashboard"])
            {
                using var response = await client.GetAsync(AddressOf(name), TestContext.Current.CancellationToken);
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
                Assert.DoesNotContain("/login", response.RequestMessage!.RequestUri!.AbsolutePath, StringComparison.Ordinal);
            }

            using var stranger = new HttpClient();
            using var refused = await stranger.GetAsync(new Uri(AddressOf("dashboard").GetLeftPart(UriPartial.Authority)), TestContext.Current.CancellationToken);
            Assert.StartsWith("/login", refused.RequestMessage!.RequestUri!.AbsolutePath, StringComparison.Ordinal);
            var tried = Regex.Match(host.Output, "curl -F image=@(?<file>[^ ]+) (?<url>[^ \n]+) -H \"X-Api-Key: \\$\\(cat '(?<key>[^']+)'");
            Assert.True(File.Exists(Path.Combine(Deployment.Repository.Root, tried.Groups["file"].Value)));
            using var api = new HttpClient { BaseAddress = new Uri(tried.Groups["url"].Value) };
            Assert.Equal("/v1/detect", api.BaseAddress.AbsolutePath);
            Assert.Contains($"  admin key   {tried.Groups["key"].Value}\n", host.Output, StringComparison.Ordinal);
            api.DefaultRequestHeaders.Add("X-Api-Key", await File.ReadAllTextAsync(tried.Groups["key"].Value, TestContext.Current.CancellationToken));
            await api.DetectAsync(TinyBmp.Noise(1));

            // Standard error holds only messages that require the user's attention.
            Assert.Equal("", host.Errors);
            Assert.Equal(9, host.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);

            Uri AddressOf(string name) => new(Regex.Match(host.Output, $@"^  {name} +(http\S+)$", RegexOptions.Multiline).Groups[1].Value);
        });
    }

    private async Task RunAsync(string topology, Func<AppHostProcess, string, Task> use)
    {
        if (topology == "local")
        {
            LocalServersTests.RequireServers();
        }

        using var data = new TemporaryFolder();
        using var host = AppHostProcess.Start(
            "--topology", topology, "--port", $"{_port}", "--logging-port", $"{_loggingPort}", "--dashboard-port", $"{_dashboardPort}", "--data", data.Path);
        await host.ReadyAsync();
        await use(host, data.Path);
    }

    /// <summary>
    /// The command lines of processes that name the data folder in their arguments or environment, or that monitor the AppHost.
    /// </summary>
    private static List<string> ProcessesOf(int appHost, string data)
    {
        var found = new List<string>();
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out var id) && id != Environment.ProcessId))
        {
            try
            {
                var arguments = File.ReadAllText(Path.Combine(process, "cmdline")).Replace('\0', ' ');
                var environment = File.ReadAllText(Path.Combine(process, "environ"));
                if ((arguments + environment).Contains(data, StringComparison.Ordinal) || arguments.Contains($"--monitor {appHost} ", StringComparison.Ordinal))
                {
                    found.Add(arguments);
                }
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                // The process has ended or belongs to another user.
            }
        }

        return found;
    }

    private async Task<bool> AnyListensAsync(CancellationToken cancellationToken)
    {
        foreach (var port in (int[])[_port, _loggingPort, _dashboardPort, _dashboardPort + 1, _dashboardPort + 2])
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync("127.0.0.1", port, cancellationToken);
                return true;
            }
            catch (SocketException)
            {
                // No process listens on the port.
            }
        }

        return false;
    }
}
