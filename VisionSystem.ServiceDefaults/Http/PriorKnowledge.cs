using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace VisionSystem.ServiceDefaults.Http;

/// <summary>
/// Accepts HTTP/2 without TLS beside HTTP/1.1 on one port, for clients with prior knowledge (RFC 9113, 3.3), which begin with a
/// fixed preface. With both protocols enabled, Kestrel 10 treats every connection without TLS as HTTP/1.1, unless a connection
/// middleware sets the protocol by an internal feature.
/// </summary>
internal static class PriorKnowledge
{
    /// <summary>Null in a Kestrel without the feature; connections are then left unchanged.</summary>
    private static readonly Type? ProtocolFeature = typeof(KestrelServerOptions).Assembly.GetType("Microsoft.AspNetCore.Server.Kestrel.Core.Internal.HttpProtocolsFeature");

    private static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    public static void AcceptHttp2WithoutTls(this ListenOptions endpoint)
    {
        if (ProtocolFeature is not null)
        {
            var timeout = endpoint.KestrelServerOptions.Limits.KeepAliveTimeout;
            endpoint.Use(next => connection => SelectAsync(connection, next, timeout));
        }
    }

    private static async Task SelectAsync(ConnectionContext connection, ConnectionDelegate next, TimeSpan timeout)
    {
        var closing = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? CancellationToken.None;
        try
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(closing, connection.ConnectionClosed);
            end.CancelAfter(timeout);
            if (await BeginsWithPrefaceAsync(connection.Transport.Input, end.Token))
            {
                connection.Features[ProtocolFeature!] = Activator.CreateInstance(ProtocolFeature!, HttpProtocols.Http2);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // No data: the client disconnected or timed out, or the server stops.
            return;
        }

        await next(connection);
    }

    /// <summary>Examines the first bytes without consuming them.</summary>
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

    /// <summary>Null if more bytes are needed.</summary>
    private static bool? BeginsWithPreface(in ReadOnlySequence<byte> buffer)
    {
        Span<byte> begin = stackalloc byte[(int)Math.Min(buffer.Length, Preface.Length)];
        buffer.Slice(0, begin.Length).CopyTo(begin);
        return !Preface.StartsWith(begin) ? false : begin.Length == Preface.Length ? true : null;
    }
}
