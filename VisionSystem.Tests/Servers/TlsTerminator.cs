using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace VisionSystem.Tests.Servers;

/// <summary>Kestrel as a TLS terminator in front of a server on this machine that has no TLS.</summary>
internal sealed class TlsTerminator(WebApplication app) : IAsyncDisposable
{
    public int Port => new Uri(app.Urls.First()).Port;

    /// <param name="server">The port of the server.</param>
    /// <param name="issued">Certificate and key in PEM format.</param>
    public static async Task<TlsTerminator> StartAsync(int server, (string Certificate, string Key) issued)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, endpoint =>
        {
            endpoint.Protocols = HttpProtocols.Http1;
            endpoint.UseHttps(X509Certificate2.CreateFromPem(issued.Certificate, issued.Key));
            endpoint.Run(connection => ForwardAsync(connection, server));
        }));
        var app = builder.Build();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new TlsTerminator(app);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static async Task ForwardAsync(ConnectionContext connection, int server)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server, connection.ConnectionClosed);
        var stream = client.GetStream();
        try
        {
            await Task.WhenAny(
                connection.Transport.Input.CopyToAsync(stream, connection.ConnectionClosed),
                stream.CopyToAsync(connection.Transport.Output, connection.ConnectionClosed));
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // One side has closed the connection.
        }
    }
}
