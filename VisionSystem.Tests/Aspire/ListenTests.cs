using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using VisionSystem.Bench.Servers;
using VisionSystem.Tests.EndToEnd;
using VisionSystem.Tests.Inference;

namespace VisionSystem.Tests.Aspire;

/// <summary>Starts the complete application on an address other than 127.0.0.1.</summary>
[Collection(nameof(OwnApp))]
public sealed class ListenTests
{
    [Theory]
    [InlineData("127.0.0.2")]
    [InlineData("::1")]
    public async Task Becomes_ready_on_the_configured_address(string listen)
    {
        var address = IPAddress.Parse(listen);
        Assert.SkipUnless(IsOfThisMachine(address), $"this machine does not have {listen}");
        using var data = new TemporaryFolder();
        var (port, loggingPort) = (FreePort.Take(), FreePort.Take());
        using var host = AppHostProcess.Start(
            "--topology", "embedded", "--listen", listen, "--port", $"{port}", "--logging-port", $"{loggingPort}", "--dashboard-port", $"{FreePort.Take()}", "--data", data.Path);

        await host.ReadyAsync();

        var authority = address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{listen}]:{port}" : $"{listen}:{port}";
        Assert.Contains($"http://{authority}/v1/detect", host.Output, StringComparison.Ordinal);
        using var client = new HttpClient { BaseAddress = new Uri($"http://{authority}") };
        using var refused = await client.GetAsync(new Uri("/v1/models", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        client.DefaultRequestHeaders.Add("X-Api-Key", await File.ReadAllTextAsync(Path.Combine(data.Path, "keys", "admin-api-key"), TestContext.Current.CancellationToken));
        using var detected = await client.SendAsync(await File.ReadAllBytesAsync(Path.Combine(InferenceApplication.Samples, "shelf.jpg"), TestContext.Current.CancellationToken));
        Assert.True((await detected.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("recorded").GetBoolean());
        Assert.Equal((false, true), (await AcceptsAsync(IPAddress.Loopback, port), await AcceptsAsync(IPAddress.Loopback, loggingPort)));
        Assert.False(await AcceptsAsync(address, loggingPort));
    }

    private static bool IsOfThisMachine(IPAddress address)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static async Task<bool> AcceptsAsync(IPAddress address, int port)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(address, port, TestContext.Current.CancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
