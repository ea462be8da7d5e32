using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using VisionSystem.Inference.Recording;
using VisionSystem.Tests.EndToEnd;
using VisionSystem.Tests.Logging;

namespace VisionSystem.Tests.Inference.Recording;

public sealed class SpoolSenderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("spool-").FullName;

    /// <summary>After any failure, expected or not, the sender continues and delivers.</summary>
    [Theory]
    [InlineData(typeof(SocketException))]
    [InlineData(typeof(IOException))]
    [InlineData(typeof(HttpRequestException))]
    [InlineData(typeof(TaskCanceledException))]
    [InlineData(typeof(InvalidOperationException))]
    public async Task Delivers_after_any_fault(Type fault)
    {
        await using var spool = new PredictionSpool(new RecordingOptions { Path = _folder }, NullLogger<PredictionSpool>.Instance);
        using var line = new FaultyLine((Exception)Activator.CreateInstance(fault)!);
        using var http = new HttpClient(line) { BaseAddress = new Uri("http://logging-service") };
        using var sender = new SpoolSender(spool, new VisionSystem.Inference.Recording.LoggingClient(http, spool), new RecordingOptions { Path = _folder }, TimeProvider.System, NullLogger<SpoolSender>.Instance);
        await spool.AddAsync(new SpoolEntry("a", null, "00", "{}"u8.ToArray(), new byte[] { 1 }));

        await sender.StartAsync(TestContext.Current.CancellationToken);
        await Until.TrueAsync("it is delivered", () => spool.Count == 0 || sender.ExecuteTask!.IsCompleted, TimeSpan.FromMinutes(1));
        await ((IHostedService)sender).StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, spool.Count);
        Assert.Equal(2, line.Requests);
    }

    /// <summary>SocketsHttpHandler reports a connection that fails while it is established as a bare SocketException.</summary>
    [Fact]
    public async Task A_bare_socket_fault_is_a_failed_delivery()
    {
        await using var spool = new PredictionSpool(new RecordingOptions { Path = _folder }, NullLogger<PredictionSpool>.Instance);
        using var line = new FaultyLine(new SocketException((int)SocketError.NotConnected));
        using var http = new HttpClient(line) { BaseAddress = new Uri("http://logging-service") };
        using var log = new LineLog();
        using var logs = LoggerFactory.Create(logging => logging.AddProvider(log));
        using var sender = new SpoolSender(spool, new VisionSystem.Inference.Recording.LoggingClient(http, spool), new RecordingOptions { Path = _folder }, TimeProvider.System, logs.CreateLogger<SpoolSender>());
        await spool.AddAsync(new SpoolEntry("a", null, "00", "{}"u8.ToArray(), new byte[] { 1 }));

        await sender.StartAsync(TestContext.Current.CancellationToken);
        await Until.TrueAsync("it is delivered", () => spool.Count == 0, TimeSpan.FromMinutes(1));
        await ((IHostedService)sender).StopAsync(TestContext.Current.CancellationToken);

        Assert.StartsWith("Delivery of 1 predictions to logging-service failed", log.Lines.First(), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Fails once, then accepts everything.</summary>
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
