using System.Globalization;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.ServiceDefaults.Redis;

/// <summary>Connections to a real Redis that has only a TLS port.</summary>
public sealed class RedisTlsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestAuthority _root = new("Redis Root");

    public void Dispose()
    {
        _root.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Uses_a_Redis_whose_certificate_is_verified()
    {
        using var server = await StartAsync(_root.Issue("localhost"));
        await using var service = await ConnectAsync(server, _root);

        await service.UsesRedisAsync();
    }

    [Theory]
    [InlineData("other.example", 365, true, "is for other.example")]
    [InlineData("localhost", -1, true, "has expired or is not valid yet")]
    [InlineData("localhost", 365, false, "was issued by CN=Redis Root, which is not trusted: add the certificate of the authority to CV_TLS_CA_PATH")]
    public async Task Refuses_a_Redis_whose_certificate_is_not_trusted_and_reports_the_reason(string name, int days, bool isKnown, string reason)
    {
        using var other = new TestAuthority("Other Root");
        using var server = await StartAsync(_root.Issue(name, days));
        await using var service = await ConnectAsync(server, isKnown ? _root : other);

        await Until.TrueAsync("the health report contains the reason", async token =>
        {
            var health = await service.Client.GetStringAsync("/health", token);
            return health.Contains($"localhost:{server.Port} is not trusted: the certificate of the server \\u0027localhost\\u0027 {reason}", StringComparison.Ordinal);
        });
        await Until.TrueAsync("the log contains the reason", () => service.Lines.Messages.Any(line => line.StartsWith("Redis cannot be used", StringComparison.Ordinal) && line.Contains(reason, StringComparison.Ordinal)));
    }

    /// <summary>A Redis without TLS is refused instead of used in clear text.</summary>
    [Fact]
    public async Task Refuses_a_Redis_without_TLS()
    {
        var program = TestTools.Program("redis-server");
        Assert.SkipWhen(program is null, "redis-server is not installed");
        using var server = new ServerProcess(program!, port => ["--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", ""]);
        await server.StartAsync();
        await using var service = await ConnectAsync(server, _root);

        await Until.TrueAsync("the connection fails", () => service.Lines.Messages.Any(line => line.StartsWith("Redis cannot be used", StringComparison.Ordinal)));
        Assert.Contains("working without it", await service.GetTextAsync("/health"), StringComparison.Ordinal);
    }

    private Task<TestService> ConnectAsync(ServerProcess server, TestAuthority trusted) => TestService.StartAsync(
        [("CV_REDIS_URL", $"rediss://localhost:{server.Port}"), ("CV_TLS_CA_PATH", trusted.WritePem(_folder.Path)), RedisServer.Patient], RedisService.AddRedisServices);

    private async Task<ServerProcess> StartAsync((string Certificate, string Key) issued)
    {
        var program = TestTools.Program("redis-server");
        Assert.SkipWhen(program is null, "redis-server is not installed");
        var files = TestAuthority.Write(Path.Combine(_folder.Path, "server"), issued);
        var server = new ServerProcess(program!, port =>
        [
            "--port", "0", "--tls-port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "",
            "--tls-cert-file", files.Certificate, "--tls-key-file", files.Key, "--tls-ca-cert-file", _root.WritePem(_folder.Path, "server-ca.crt"), "--tls-auth-clients", "no",
        ]);
        await server.StartAsync();
        return server;
    }
}
