using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace VisionSystem.ServiceDefaults.Http;

/// <summary>
/// HTTP/2 without TLS beside HTTP/1.1 on one port, for clients that know beforehand (RFC 9113, 3.3): they begin with a fixed
/// preface. Kestrel 10 takes every connection without TLS for HTTP/1.1 where both are on; it does look at what a connection
/// middleware says of the protocol, by a feature that it keeps internal.
/// </summary>
internal static class PriorKnowledge
{
    /// <summary>Null in a Kestrel that has no such feature; then connections go on as they would without this.</summary>
    private static readonly Type? ProtocolFeature = typeof(KestrelServerOptions).Assembly.GetType("Microsoft.AspNetCore.Server.Kestrel.Core.Internal.HttpProtocolsFeature");

    private static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    public static void AcceptHttp2WithoutTls(this KestrelServerOptions kestrel)
    {
        if (ProtocolFeature is not null)
        {
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Use(next => connection => SelectAsync(connection, next, kestrel.Limits.KeepAliveTimeout)));
        }
    }

    private static async Task SelectAsync(ConnectionContext connection, ConnectionDelegate next, TimeSpan patience)
    {
        var closing = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? CancellationToken.None;
        try
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(closing, connection.ConnectionClosed);
            end.CancelAfter(patience);
            if (await BeginsWithPrefaceAsync(connection.Transport.Input, end.Token))
            {
                connection.Features[ProtocolFeature!] = Activator.CreateInstance(ProtocolFeature!, HttpProtocols.Http2);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // Nothing came: the client has gone, has waited too long, or the server stops.
            return;
        }

        await next(connection);
    }

    /// <summary>Reads no more than it takes to tell, and leaves all of it to be read again.</summary>
    private static async Task<bool> BeginsWithPrefaceAsync(PipeReader input, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await input.ReadAsync(cancellationToken);
            var begins = BeginsWithPreface(read.Buffer);
            if (begins is not null || read.IsCompleted)
            {
                input.AdvanceTo(read.Buffer.Start);
                return begins ?? false;
            }

            input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <summary>Null while too little has come to tell.</summary>
    private static bool? BeginsWithPreface(in ReadOnlySequence<byte> buffer)
    {
        Span<byte> begin = stackalloc byte[(int)Math.Min(buffer.Length, Preface.Length)];
        buffer.Slice(0, begin.Length).CopyTo(begin);
        return !Preface.StartsWith(begin) ? false : begin.Length == Preface.Length ? true : null;
    }
}
