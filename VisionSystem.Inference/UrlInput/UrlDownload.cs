using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using VisionSystem.Inference.Requests;

namespace VisionSystem.Inference.UrlInput;

/// <summary>Resolves a host name; a literal address is not passed to it.</summary>
internal delegate Task<IPAddress[]> HostResolver(string host, CancellationToken cancellationToken);

/// <summary>
/// Downloads images over HTTP. The guard sits where the socket connects: the name is resolved once, and the socket connects to an
/// address that was checked, so that a name whose address changes in between (DNS rebinding) gains nothing. Redirects are followed
/// here, because each one is checked again. Thread-safe.
/// </summary>
internal sealed class UrlDownload : IDisposable
{
    private const int MaxRedirects = 5;

    /// <summary>Announced bytes that memory is reserved for; beyond them it grows as bytes arrive.</summary>
    private const long MaxExpected = 1 << 20;

    private readonly UrlPolicy _policy;
    private readonly HostResolver _resolve;
    private readonly HttpMessageInvoker _client;

    public UrlDownload(UrlPolicy policy, HostResolver resolve)
    {
        (_policy, _resolve) = (policy, resolve);
        _client = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = ConnectAsync,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            UseProxy = false,
            MaxResponseHeadersLength = 16,
            MaxResponseDrainSize = 0,
            MaxConnectionsPerServer = 8,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),

            // Callers choose the hosts, which must not become labels of http.client.* metrics.
            MeterFactory = new UnexportedMeters(),

            // The trace of this service is not for strangers.
            ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
        });
    }

    /// <summary>Downloads the body of a URL.</summary>
    /// <param name="url">An http or https URL.</param>
    /// <param name="limit">The most bytes.</param>
    /// <param name="cancellationToken">Ends the download.</param>
    /// <exception cref="UrlRefusedException">The URL, a redirect, an address or the response is not accepted.</exception>
    /// <exception cref="HttpRequestException">The host does not respond as HTTP requires; its cause may be <see cref="UrlRefusedException"/>.</exception>
    public async Task<ImageBody> ReadAsync(Uri url, long limit, CancellationToken cancellationToken)
    {
        for (var redirects = 0; ; redirects++)
        {
            if (_policy.Refuse(url) is { } reason)
            {
                throw new UrlRefusedException(reason);
            }

            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            request.Headers.Accept.ParseAdd("image/*");
            request.Headers.AcceptEncoding.ParseAdd("identity");
            request.Headers.UserAgent.ParseAdd("VisionSystem");
            using var response = await _client.SendAsync(request, cancellationToken);
            if (Redirect(url, response) is { } next)
            {
                url = redirects < MaxRedirects ? next : throw new UrlRefusedException($"more than {MaxRedirects} redirects");
                continue;
            }

            Check(response, limit);
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            return await ImageBody.ReadAsync(stream, Math.Min(response.Content.Headers.ContentLength ?? 0, MaxExpected), limit, cancellationToken) ?? throw TooLarge(limit);
        }
    }

    public void Dispose() => _client.Dispose();

    private static Uri? Redirect(Uri url, HttpResponseMessage response)
    {
        if (response.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect)
            || response.Headers.Location is not { } location)
        {
            return null;
        }

        var next = Uri.TryCreate(url, location, out var target) ? target : throw new UrlRefusedException("a redirect that is no URL");
        return url.Scheme == Uri.UriSchemeHttps && next.Scheme != Uri.UriSchemeHttps ? throw new UrlRefusedException("a redirect from https to another scheme") : next;
    }

    private static void Check(HttpResponseMessage response, long limit)
    {
        var content = response.Content.Headers;
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw new UrlRefusedException($"status {(int)response.StatusCode}");
        }

        if (!IsImage(content.ContentType))
        {
            throw new UrlRefusedException("the Content-Type is neither image/* nor application/octet-stream");
        }

        // A compressed image is an archive that may expand to any size.
        if (content.ContentEncoding.Any(static encoding => !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase)))
        {
            throw new UrlRefusedException("the response has a Content-Encoding");
        }

        if (content.ContentLength > limit)
        {
            throw TooLarge(limit);
        }
    }

    private static bool IsImage(MediaTypeHeaderValue? type) => type?.MediaType is { } media
        && (media.StartsWith("image/", StringComparison.OrdinalIgnoreCase) || media.Equals("application/octet-stream", StringComparison.OrdinalIgnoreCase));

    private static UrlRefusedException TooLarge(long limit) => new($"more than {limit} bytes");

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        IPAddress[] resolved = IPAddress.TryParse(host, out var literal) ? [literal] : await _resolve(host, cancellationToken);
        IPAddress[] permitted = [.. resolved.Where(address => _policy.Permits(host, port, address))];
        if (permitted.Length == 0)
        {
            throw new UrlRefusedException(resolved.Length == 0 ? "the host has no address" : "no address of the host is permitted");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(permitted, port, cancellationToken);
            var (local, remote) = (((IPEndPoint)socket.LocalEndPoint!).Address, ((IPEndPoint)socket.RemoteEndPoint!).Address);
            if (AddressRanges.IsPublic(remote.IsIPv4MappedToIPv6 ? remote.MapToIPv4() : remote) && local.Equals(remote))
            {
                throw new UrlRefusedException("the public address is one of this machine");
            }

            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>Creates meters under a name that no exporter collects.</summary>
internal sealed class UnexportedMeters : IMeterFactory
{
    private readonly Meter _meter = new("Unexported");

    public Meter Create(MeterOptions options) => _meter;

    public void Dispose() => _meter.Dispose();
}

/// <summary>A URL, an address or a response that is not accepted; the message is for the log.</summary>
internal sealed class UrlRefusedException(string message) : IOException(message);
