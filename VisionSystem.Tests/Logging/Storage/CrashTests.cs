using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using VisionSystem.Logging;
using VisionSystem.ServiceDefaults.Contracts;

namespace VisionSystem.Tests.Logging.Storage;

/// <summary>The service as a process of its own, killed as <c>kill -9</c> does while deliveries arrive.</summary>
public sealed class CrashTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder _data = new();
    private readonly HttpClient _client = new() { BaseAddress = new Uri($"http://127.0.0.1:{FreePort()}") };

    [Fact]
    public async Task A_killed_service_has_every_prediction_it_acknowledged_and_no_prediction_without_its_photo()
    {
        var acknowledged = new List<Guid>();
        using (var service = Start())
        {
            var delivering = Task.CompletedTask;
            try
            {
                await WaitUntilReadyAsync();
                delivering = DeliverUntilItFailsAsync(acknowledged);
                await WaitForAsync(() => Task.FromResult(acknowledged.Count >= 20 || delivering.IsCompleted));
            }
            finally
            {
                service.Kill();
            }
            await delivering;
        }

        await using var restarted = new LoggingApplication(_data.Path);
        using var client = restarted.CreateClient();
        var page = await client.PageAsync("?limit=500");
        Assert.Empty(acknowledged.Except(page.Items.Select(item => item.Id)));
        foreach (var image in page.Items.Select(item => item.Image.Sha256))
        {
            Assert.Equal(image, Samples.Sha256Of(await client.GetByteArrayAsync("/v1/images/" + image, TestContext.Current.CancellationToken)));
        }
        Assert.Empty(_data.Files("*.tmp"));
    }

    public void Dispose()
    {
        _client.Dispose();
        _data.Dispose();
    }

    private async Task DeliverUntilItFailsAsync(List<Guid> acknowledged)
    {
        try
        {
            for (var seed = 0; ; seed += 2)
            {
                byte[][] photos = [Samples.Photo(seed, 500_000), Samples.Photo(seed + 1, 500_000)];
                var predictions = photos.Select(photo => Samples.Of(photo)).ToArray();
                await _client.DeliverAsync(Delivery.Of(predictions, photos));
                acknowledged.AddRange(predictions.Select(prediction => prediction.Id));
            }
        }
        catch (HttpRequestException)
        {
            // Killed.
        }
    }

    private Task WaitUntilReadyAsync() => WaitForAsync(async () =>
    {
        try
        {
            using var answer = await _client.GetAsync("/ready", TestContext.Current.CancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    });

    private static Task WaitForAsync(Func<Task<bool>> condition) =>
        EndToEnd.Until.TrueAsync("the service is where the test needs it", _ => condition(), Deadline);

    private Process Start()
    {
        var start = new ProcessStartInfo("dotnet", [typeof(LoggingService).Assembly.Location, "--urls", _client.BaseAddress!.ToString()])
        {
            WorkingDirectory = _data.Path,
            RedirectStandardOutput = true,
        };
        start.Environment["CV_DATA_PATH"] = _data.Path;
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        return process;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
