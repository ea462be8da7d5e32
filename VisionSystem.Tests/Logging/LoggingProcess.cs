using System.Diagnostics;
using VisionSystem.Logging;
using VisionSystem.Tests.Network;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Logging;

/// <summary>logging-service as a process of its own, which can be killed.</summary>
internal sealed class LoggingProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private bool _isDisposed;

    private LoggingProcess(Process process, Uri address)
    {
        _process = process;
        Client = new HttpClient { BaseAddress = address };
    }

    public HttpClient Client { get; }

    public OutputTail Output { get; } = new();

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <param name="data">Where its data is.</param>
    /// <param name="settings">Configuration keys and values.</param>
    public static Task<LoggingProcess> StartAsync(string data, params (string Key, string Value)[] settings) =>
        StartAsync(data, FreePort.Take(), settings);

    /// <inheritdoc cref="StartAsync(string, ValueTuple{string, string}[])"/>
    public static async Task<LoggingProcess> StartAsync(string data, int port, params (string Key, string Value)[] settings)
    {
        var address = new Uri($"http://127.0.0.1:{port}");
        var start = new ProcessStartInfo(
            "dotnet", [typeof(LoggingService).Assembly.Location, "--urls", address.ToString(), .. settings.Select(setting => $"--{setting.Key}={setting.Value}")])
        {
            WorkingDirectory = data,
            RedirectStandardOutput = true,
        };
        start.Environment["CV_DATA_PATH"] = data;
        var service = new LoggingProcess(Process.Start(start)!, address);
        service.Output.Follow(service._process);
        await EndToEnd.Until.TrueAsync("logging-service is ready", service.IsReadyAsync, Patience);
        return service;
    }

    /// <summary>As <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }
        _isDisposed = true;
        await KillAsync();
        _process.Dispose();
        Client.Dispose();
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await Client.GetAsync("/ready", cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
