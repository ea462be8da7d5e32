using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using VisionSystem.Inference.Recording;

namespace VisionSystem.Tests.Inference.Recording;

public sealed class SpoolSenderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>The sender continues and delivers after any exception, expected or not.</summary>
    [Theory]
    [InlineData(typeof(SocketException))]
    [InlineData(typeof(IOException))]
    [InlineData(typeof(HttpRequestException))]
    [InlineData(typeof(TaskCanceledException))]
    [InlineData(typeof(InvalidOperationException))]
    public async Task Delivers_after_any_fault(Type fault)
    {
        await using var spool = new PredictionSpool(new RecordingOptions { Path = _folder.Path }, NullLogger<PredictionSpool>.Instance);
        using var line = new FaultyLine((Exception)Activator.CreateInstance(fault)!);
        using var http = new HttpClient(line) { BaseAddress = new Uri("http://logging-service") };
        using var sender = new SpoolSender(spool, new VisionSystem.Inference.Recording.LoggingClient(http, spool), new RecordingOptions { Path = _folder.Path }, TimeProvider.System, NullLogger<SpoolSender>.Instance);
        await spool.AddAsync(new SpoolEntry("a", null, "00", "{}"u8.ToArray(), new byte[] { 1 }));

        await sender.StartAsync(TestContext.Current.CancellationToken);
        await Until.TrueAsync("it is delivered", () => spool.Count == 0 || sender.ExecuteTask!.IsCompleted, TimeSpan.FromMinutes(1));
        await ((IHostedService)sender).StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, spool.Count);
        Assert.Equal(2, line.Requests);
    }

    /// <summary>SocketsHttpHandler throws a bare SocketException if a connection breaks while it is established.</summary>
    [Fact]
    public async Task A_bare_socket_fault_is_a_failed_delivery()
    {
        await using var spool = new PredictionSpool(new RecordingOptions { Path = _folder.Path }, NullLogger<PredictionSpool>.Instance);
        using var line = new FaultyLine(new SocketException((int)SocketError.NotConnected));
        using var http = new HttpClient(line) { BaseAddress = new Uri("http://logging-service") };
        using var log = new LogLines();
        using var logs = LoggerFactory.Create(logging => logging.AddProvider(log));
        using var sender = new SpoolSender(spool, new VisionSystem.Inference.Recording.LoggingClient(http, spool), new RecordingOptions { Path = _folder.Path }, TimeProvider.System, logs.CreateLogger<SpoolSender>());
        await spool.AddAsync(new SpoolEntry("a", null, "00", "{}"u8.ToArray(), new byte[] { 1 }));

        await sender.StartAsync(TestContext.Current.CancellationToken);
        await Until.TrueAsync("it is delivered", () => spool.Count == 0, TimeSpan.FromMinutes(1));
        await ((IHostedService)sender).StopAsync(TestContext.Current.CancellationToken);

        Assert.StartsWith("Delivery of 1 predictions to logging-service failed", log.Messages[0], StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Fails the first request and accepts all others.</summary>
    private sealed class FaultyLine(Exception fault) : HttpMessageHandler
    {
        public int Requests { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (++Requests == 1)
            {
                throw fault;
            }

            await (request.Content?.CopyToAsync(Stream.Null, cancellationToken) ?? Task.CompletedTask);
            return new HttpResponseMessage(HttpStatusCode.NoContent);
        }
    }
}
