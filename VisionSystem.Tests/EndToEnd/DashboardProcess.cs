using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace VisionSystem.Tests.EndToEnd;

/// <summary>The real Aspire dashboard on free ports, from the npm bundle that <c>./vision setup</c> fetches.</summary>
internal sealed class DashboardProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process _process;

    private DashboardProcess(Process process, Uri address, string otlpUrl)
    {
        _process = process;
        OtlpUrl = otlpUrl;
        Client = new HttpClient { BaseAddress = address };
    }

    public HttpClient Client { get; }

    public string OtlpUrl { get; }

    /// <summary>Starts the dashboard; skips the test where the bundle is not there.</summary>
    public static async Task<DashboardProcess> StartAsync()
    {
        var program = Find();
        Assert.SkipWhen(program is null, "the Aspire dashboard is not in .vision/native/aspire-cli (./vision setup fetches it)");
        var (address, otlp, otlpHttp) = (FreeUrl(), FreeUrl(), FreeUrl());
        var start = new ProcessStartInfo(program!, [
            "dashboard", "run", "--non-interactive", "--nologo", "--allow-anonymous",
            "--frontend-url", address, "--otlp-grpc-url", otlp, "--otlp-http-url", otlpHttp])
        {
            RedirectStandardOutput = true,
            Environment = { ["ASPIRE_CLI_TELEMETRY_OPTOUT"] = "true" },
        };
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        var dashboard = new DashboardProcess(process, new Uri(address), otlp);
        await Until.TrueAsync("the dashboard answers", dashboard.AnswersAsync, Patience);
        return dashboard;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        Client.Dispose();
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("VISION_ASPIRE_CLI") is { Length: > 0 } named)
        {
            return named;
        }

        for (var above = new DirectoryInfo(AppContext.BaseDirectory); above is not null; above = above.Parent)
        {
            var program = Path.Combine(above.FullName, ".vision", "native", "aspire-cli", "bin", "aspire");
            if (File.Exists(program))
            {
                return program;
            }
        }

        return null;
    }

    private static string FreeUrl()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return $"http://{socket.LocalEndPoint}";
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await Client.GetAsync(new Uri("/api/telemetry/traces", UriKind.Relative), cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
