using System.Net;
using System.Net.Sockets;
using System.Text;
using VisionSystem.Bench.Driving;

namespace VisionSystem.Tests.Bench;

public sealed class OpenLoopTests
{
    private const int Requests = 20;
    private const double Rate = 100;

    [Fact]
    public async Task Requests_are_sent_without_responses_and_timed_from_their_schedule()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var target = new Target((IPEndPoint)listener.LocalEndpoint, [PreparedRequest.Post("one", "/", [1])], () => TimeSpan.Zero);

        var answering = AnswerTogetherAsync(listener, TestContext.Current.CancellationToken);
        var run = await OpenLoop.RunAsync(
            target, Rate, TimeSpan.FromSeconds(Requests / Rate), TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        await answering;

        // The server responds to all requests when the last one arrives, so each request has waited for those due after it.
        Assert.Equal(Requests, run.Exchanges.Count(exchange => exchange.Succeeded));
        var latencies = run.Exchanges.OrderBy(exchange => exchange.Due).Select(exchange => exchange.Milliseconds);
        Assert.All(latencies.Select((latency, i) => (latency, i)), seen => Assert.True(seen.latency >= 1000 / Rate * (Requests - 1 - seen.i) - 1));
    }

    [Fact]
    public async Task A_request_without_a_response_counts_as_lost()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var target = new Target((IPEndPoint)listener.LocalEndpoint, [PreparedRequest.Post("one", "/", [1])], () => TimeSpan.Zero);

        var run = await OpenLoop.RunAsync(target, Rate, TimeSpan.FromMilliseconds(30), TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken);

        Assert.Equal(3, run.Failures);
        Assert.All(run.Exchanges, exchange => Assert.Equal(Connection.NoResponse, exchange.Status));
    }

    private static async Task AnswerTogetherAsync(TcpListener listener, CancellationToken cancellationToken)
    {
        List<TcpClient> clients = [];
        while (clients.Count < Requests)
        {
            clients.Add(await listener.AcceptTcpClientAsync(cancellationToken));
        }

        foreach (var client in clients)
        {
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), cancellationToken);
        }

        // The connections stay open until the last response is read.
        foreach (var client in clients)
        {
            await client.GetStream().CopyToAsync(Stream.Null, cancellationToken);
            client.Dispose();
        }
    }
}
