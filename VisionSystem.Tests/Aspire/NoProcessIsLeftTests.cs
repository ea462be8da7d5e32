using System.Net.Sockets;
using System.Runtime.InteropServices;
using VisionSystem.Tests.EndToEnd;

namespace VisionSystem.Tests.Aspire;

[Collection(nameof(OwnApp))]
public sealed partial class NoProcessIsLeftTests
{
    private const int ApiPort = 28010;
    private const int LoggingPort = 28011;
    private const int Sigterm = 15;
    private const int Sigkill = 9;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData(Sigterm)]
    [InlineData(Sigkill)]
    public async Task When_the_app_host_ends_by_a_signal_its_services_end_too(int signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals");
        var data = Directory.CreateTempSubdirectory("vision-left-");
        using var host = AppHostProcess.Start("--topology", "embedded", "--api-port", $"{ApiPort}", "--logging-port", $"{LoggingPort}", "--data", data.FullName);
        host.OutputDataReceived += (_, _) => { };
        host.BeginOutputReadLine();
        try
        {
            await Until.TrueAsync("the API listens", token => ListensAsync(ApiPort, token), Patience);
            Assert.Equal(0, Kill(host.Id, signal));
            await host.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
            await Until.TrueAsync("nothing listens", async token => !await ListensAsync(ApiPort, token) && !await ListensAsync(LoggingPort, token), Patience);
        }
        finally
        {
            if (!host.HasExited)
            {
                host.Kill(entireProcessTree: true);
            }

            data.Delete(recursive: true);
        }
    }

    private static async Task<bool> ListensAsync(int port, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync("127.0.0.1", port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);
}
