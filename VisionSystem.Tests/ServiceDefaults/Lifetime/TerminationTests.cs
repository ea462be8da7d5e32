using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Data.Sqlite;
using VisionSystem.Tests.Inference;
using VisionSystem.Tests.Vision.Imaging;

namespace VisionSystem.Tests.ServiceDefaults.Lifetime;

public sealed class TerminationTests
{
    private const int InFlight = 50;

    [Fact]
    public async Task Shutdown_completes_and_stores_fifty_images_in_flight_and_refuses_new_ones()
    {
        using var service = new ServiceProcess(("CV_QUEUE_LIMIT", $"{InFlight}"), ("CV_REQUEST_TIMEOUT_MS", "60000"), ("CV_LOGGING_URL", "http://127.0.0.1:9"));
        await service.UntilStatusAsync("/ready", HttpStatusCode.OK);
        var sockets = new List<Socket>();
        for (var number = 0; number < InFlight; number++)
        {
            var socket = await service.ConnectAsync(TestContext.Current.CancellationToken);
            var image = TinyBmp.Noise(number);
            await SendAsync(socket, Encoding.ASCII.GetBytes($"POST /v1/detect HTTP/1.1\r\nHost: localhost\r\nContent-Length: {image.Length}\r\n\r\n"));
            await SendAsync(socket, image.AsMemory(0, image.Length - 1));
            sockets.Add(socket);
        }

        await Until.TrueAsync("all are in flight", async token => (await service.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative), token)).Contains($"cv_active_jobs{{}} {InFlight}", StringComparison.Ordinal));
        service.Terminate();
        await service.UntilStatusAsync("/ready", HttpStatusCode.ServiceUnavailable);
        using (var refused = await service.Client.SendAsync(TinyBmp.Noise(InFlight)))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        }

        foreach (var (number, socket) in sockets.Index())
        {
            await SendAsync(socket, TinyBmp.Noise(number).AsMemory()[^1..]);
        }

        foreach (var socket in sockets)
        {
            Assert.Equal("HTTP/1.1 200 OK", await StatusLineAsync(socket));
            socket.Dispose();
        }

        Assert.Equal(0, await service.EndAsync());
        Assert.Equal(InFlight, Spooled(service.SpoolFile));
    }

    [Theory]
    [InlineData("/alive")]
    [InlineData(null)]
    public async Task Shutdown_while_the_model_loads_exits_normally(string? answering)
    {
        using var service = new ServiceProcess(("CV_LOGGING_URL", "http://127.0.0.1:9"));
        if (answering is not null)
        {
            await service.UntilStatusAsync(answering, HttpStatusCode.OK);
        }
        else
        {
            await Until.TrueAsync("it listens", async token =>
            {
                try
                {
                    using var socket = await service.ConnectAsync(token);
                    return true;
                }
                catch (SocketException)
                {
                    return false;
                }
            });
        }

        service.Terminate();
        Assert.Equal(0, await service.EndAsync());
    }

    [Fact]
    public async Task A_GPU_that_is_asked_for_and_missing_ends_the_service_with_an_error()
    {
        using var service = new ServiceProcess(("CV_USE_GPU", "true"), ("CUDA_VISIBLE_DEVICES", "-1"));
        Assert.Equal(1, await service.EndAsync());
        Assert.Contains("CV_USE_GPU", service.Output.ToString(), StringComparison.Ordinal);
    }

    private static async Task SendAsync(Socket socket, ReadOnlyMemory<byte> bytes) => await socket.SendAsync(bytes, TestContext.Current.CancellationToken);

    private static async Task<string?> StatusLineAsync(Socket socket)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: false);
        using var reader = new StreamReader(stream);
        return await reader.ReadLineAsync(TestContext.Current.CancellationToken);
    }

    private static int Spooled(string file)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM spool";
        return Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }
}
