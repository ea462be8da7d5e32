using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using VisionSystem.Contracts.Configuration;
using VisionSystem.Inference.UrlInput;
using VisionSystem.Tests.ServiceDefaults;

namespace VisionSystem.Tests.Inference.UrlInput;

/// <summary>The download of an image against real sockets.</summary>
public sealed class UrlDownloadTests
{
    private const long Limit = 1 << 20;

    private static readonly byte[] Image = BodyPosts.Sample("shelf.jpg");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("http://127.0.0.1/")]
    [InlineData("http://127.1/")]
    [InlineData("http://2130706433/")]
    [InlineData("http://0x7f.1/")]
    [InlineData("http://0177.0.0.1/")]
    [InlineData("http://0/")]
    [InlineData("http://[::1]/")]
    [InlineData("http://[::ffff:127.0.0.1]/")]
    [InlineData("http://[::127.0.0.1]/")]
    [InlineData("http://[64:ff9b::7f00:1]/")]
    [InlineData("http://[2002:7f00:1::]/")]
    [InlineData("http://localhost/")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://[fd00:ec2::254]/latest/meta-data/")]
    [InlineData("http://192.168.0.1/")]
    [InlineData("https://10.0.0.1/")]
    public async Task An_address_that_is_not_public_is_refused_before_the_connection(string url)
    {
        using var download = Of(new UrlInputOptions(), static (host, cancel) => Dns.GetHostAddressesAsync(host, cancel));

        Assert.Equal("no address of the host is permitted", await RefusalAsync(download, url));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("::1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    public async Task A_name_of_an_address_that_is_not_public_is_refused(string address)
    {
        using var download = Of(new UrlInputOptions(), (_, _) => Task.FromResult(new[] { IPAddress.Parse(address) }));

        Assert.Equal("no address of the host is permitted", await RefusalAsync(download, "http://localtest.example/"));
    }

    [Theory]
    [InlineData("http://images.example.com:22/")]
    [InlineData("http://images.example.com:6379/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://127.0.0.1:6379/_INFO")]
    [InlineData("ftp://images.example.com/x.jpg")]
    [InlineData("http://user:secret@images.example.com/")]
    [InlineData("http://user@images.example.com/")]
    public async Task Other_ports_schemes_and_credentials_are_refused_before_the_name_is_resolved(string url)
    {
        using var download = Of(new UrlInputOptions(), static (_, _) => throw new InvalidOperationException("resolved"));

        await Assert.ThrowsAsync<UrlRefusedException>(async () => await download.ReadAsync(new Uri(url), Limit, Token));
    }

    [Fact]
    public async Task The_socket_connects_to_the_address_that_was_checked_when_the_name_changes()
    {
        var address = LocalNetwork.NetworkAddress();
        Assert.SkipUnless(AddressRanges.IsPrivate(address), "this machine has no address of a private network");
        await using var camera = new ImageHost((_, stream, cancel) => ImageHost.SendAsync(stream, ImageHost.Head("image/jpeg", Image.Length), Image, cancel), address);
        await using var loopback = new ImageHost((_, _, _) => Task.CompletedTask, IPAddress.Loopback, camera.Port);
        var answers = new Queue<IPAddress>([address, IPAddress.Loopback, IPAddress.Loopback]);
        using var download = Of(Listing($"camera.lan:{camera.Port}"), (_, _) => Task.FromResult(new[] { answers.Dequeue() }));
        var url = $"http://camera.lan:{camera.Port}/";

        using var image = await download.ReadAsync(new Uri(url), Limit, Token);

        Assert.Equal(Image, image.Memory);
        Assert.Equal(2, answers.Count);
        Assert.Equal("no address of the host is permitted", await RefusalAsync(download, url));
        Assert.Equal((1, 0), (camera.Connections, loopback.Connections));
    }

    /// <summary>The checked address does not respond; a second resolution would reach the server on the loopback address.</summary>
    [Fact]
    public async Task The_name_is_resolved_once()
    {
        await using var loopback = ImageHost.Of(Image);
        var resolutions = 0;
        using var download = Of(
            Listing($"camera.lan:{loopback.Port}"), (_, _) => Task.FromResult(new[] { resolutions++ == 0 ? IPAddress.Parse("fd00:dead:beef::1") : IPAddress.Loopback }));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));

        var failure = await Assert.ThrowsAnyAsync<Exception>(async () => await download.ReadAsync(new Uri($"http://camera.lan:{loopback.Port}/"), Limit, patience.Token));

        Assert.True(failure is HttpRequestException or OperationCanceledException, failure.ToString());
        Assert.Equal((1, 0), (resolutions, loopback.Connections));
    }

    [Fact]
    public async Task A_listed_name_does_not_permit_loopback_and_a_listed_address_does()
    {
        await using var host = ImageHost.Of(Image);
        using var byName = Of(Listing($"localhost:{host.Port}"), static (name, cancel) => Dns.GetHostAddressesAsync(name, cancel));
        Assert.Equal("no address of the host is permitted", await RefusalAsync(byName, $"http://localhost:{host.Port}/"));

        using var byAddress = Of(Listing($"127.0.0.1:{host.Port}"));
        foreach (var other in new[] { $"http://localhost:{host.Port}/", $"http://[::ffff:127.0.0.1]:{host.Port}/", $"http://127.0.0.2:{host.Port}/" })
        {
            Assert.Equal("host and port are not in CV_URL_INPUT_HOSTS", await RefusalAsync(byAddress, other));
        }

        Assert.Equal(0, host.Connections);
        using var image = await byAddress.ReadAsync(new Uri($"http://127.0.0.1:{host.Port}/"), Limit, Token);
        Assert.Equal(Image, image.Memory);
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data/", "host and port are not in CV_URL_INPUT_HOSTS")]
    [InlineData("http://metadata.example/", "no address of the host is permitted")]
    [InlineData("//metadata.example/", "no address of the host is permitted")]
    [InlineData("http://sub.metadata.example/", "no address of the host is permitted")]
    [InlineData("file:///etc/passwd", "neither http nor https, or with credentials")]
    [InlineData("http://user:secret@metadata.example/", "neither http nor https, or with credentials")]
    public async Task A_redirect_is_checked_like_the_first_url(string target, string reason)
    {
        await using var host = ImageHost.Of($"HTTP/1.1 302 Found\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n", []);
        using var download = Of(
            Listing($"127.0.0.1:{host.Port}", "metadata.example", "*.metadata.example"), static (_, _) => Task.FromResult(new[] { IPAddress.Parse("169.254.169.254") }));

        Assert.Equal(reason, await RefusalAsync(download, $"http://127.0.0.1:{host.Port}/"));
    }

    [Fact]
    public async Task Redirects_end_after_five()
    {
        await using var host = new ImageHost((_, stream, cancel) => ImageHost.SendAsync(stream, "HTTP/1.1 307 Temporary Redirect\r\nLocation: /again\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", [], cancel));
        using var download = Of(Listing($"127.0.0.1:{host.Port}"));

        Assert.Equal("more than 5 redirects", await RefusalAsync(download, $"http://127.0.0.1:{host.Port}/"));
        Assert.Equal(6, host.Connections);
    }

    [Fact]
    public async Task A_request_has_no_cookie_no_trace_and_asks_for_no_compression()
    {
        var requests = new List<string>();
        await using var host = new ImageHost((request, stream, cancel) =>
        {
            requests.Add(request);
            return ImageHost.SendAsync(stream, ImageHost.Head("image/jpeg", Image.Length).Replace("\r\n\r\n", "\r\nSet-Cookie: a=b\r\n\r\n", StringComparison.Ordinal), Image, cancel);
        });
        using var download = Of(Listing($"127.0.0.1:{host.Port}"));
        using var activity = new System.Diagnostics.Activity("test").Start();
        for (var time = 0; time < 2; time++)
        {
            (await download.ReadAsync(new Uri($"http://127.0.0.1:{host.Port}/camera.jpg"), Limit, Token)).Dispose();
        }

        Assert.Equal(2, requests.Count);
        Assert.All(requests, request =>
        {
            Assert.Contains("Accept-Encoding: identity\r\n", request, StringComparison.Ordinal);
            Assert.DoesNotContain("Cookie:", request, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("traceparent", request, StringComparison.OrdinalIgnoreCase);
        });
    }

    public static TheoryData<string, string> Responses => new()
    {
        { "wrong type", "the Content-Type is neither image/* nor application/octet-stream" },
        { "no type", "the Content-Type is neither image/* nor application/octet-stream" },
        { "gzip bomb", "the response has a Content-Encoding" },
        { "announced above the limit", "more than 1048576 bytes" },
        { "endless", "more than 1048576 bytes" },
        { "not found", "status 404" },
        { "partial", "status 206" },
    };

    [Theory]
    [MemberData(nameof(Responses))]
    public async Task A_response_that_is_no_image_within_the_limit_is_refused(string what, string reason)
    {
        await using var host = what switch
        {
            "wrong type" => ImageHost.Of(ImageHost.Head("text/html", Image.Length), Image),
            "no type" => ImageHost.Of($"HTTP/1.1 200 OK\r\nContent-Length: {Image.Length}\r\n\r\n", Image),
            "gzip bomb" => ImageHost.Of("HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n", Gzip(new byte[64 << 20])),
            "announced above the limit" => ImageHost.Of(ImageHost.Head("image/jpeg", 1L << 40), []),
            "not found" => ImageHost.Of("HTTP/1.1 404 Not Found\r\nContent-Type: image/jpeg\r\nContent-Length: 0\r\n\r\n", []),
            "partial" => ImageHost.Of($"HTTP/1.1 206 Partial Content\r\nContent-Type: image/jpeg\r\nContent-Length: {Image.Length}\r\n\r\n", Image),
            _ => new ImageHost(SendEndlesslyAsync),
        };
        using var download = Of(Listing($"127.0.0.1:{host.Port}"));

        Assert.Equal(reason, await RefusalAsync(download, $"http://127.0.0.1:{host.Port}/"));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: 900000\r\nConnection: close\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nTransfer-Encoding: chunked\r\n\r\nZZZ\r\n")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n")]
    [InlineData("")]
    public async Task A_response_that_is_cut_or_not_HTTP_is_a_failure(string head)
    {
        await using var host = ImageHost.Of(head, []);
        using var download = Of(Listing($"127.0.0.1:{host.Port}"));

        var failure = await Assert.ThrowsAnyAsync<Exception>(async () => await download.ReadAsync(new Uri($"http://127.0.0.1:{host.Port}/"), Limit, Token));

        Assert.True(failure is HttpRequestException or IOException, failure.ToString());
    }

    private static UrlDownload Of(UrlInputOptions options, HostResolver? resolve = null) =>
        new(new UrlPolicy(options), resolve ?? ((_, _) => throw new SocketException((int)SocketError.HostNotFound)));

    private static UrlInputOptions Listing(params string[] hosts) => new() { Hosts = new CommaList(hosts) };

    /// <summary>The reason of a refusal, wherever it was thrown.</summary>
    private static async Task<string> RefusalAsync(UrlDownload download, string url)
    {
        var failure = await Assert.ThrowsAnyAsync<Exception>(async () => (await download.ReadAsync(new Uri(url), Limit, Token)).Dispose());
        return (failure as UrlRefusedException ?? failure.InnerException as UrlRefusedException)?.Message ?? failure.ToString();
    }

    private static async Task SendEndlesslyAsync(string request, Stream stream, CancellationToken cancellationToken)
    {
        await ImageHost.SendAsync(stream, "HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nConnection: close\r\n\r\n", [], cancellationToken);
        while (true)
        {
            await stream.WriteAsync(new byte[65536], cancellationToken);
        }
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }
}
