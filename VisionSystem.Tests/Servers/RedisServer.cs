using System.Globalization;
using StackExchange.Redis;

namespace VisionSystem.Tests.Servers;

/// <summary>A real Redis for a test class, without persistence.</summary>
public sealed class RedisServer : IAsyncLifetime
{
    private readonly ServerProcess? _process = TestTools.Program("redis-server") is { } program
        ? new ServerProcess(program, port => ["--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"])
        : null;

    internal ServerProcess Process
    {
        get
        {
            Assert.SkipWhen(_process is null, "redis-server is not installed");
            return _process!;
        }
    }

    public string Address => $"127.0.0.1:{Process.Port}";

    /// <summary>A timeout for busy machines.</summary>
    internal static (string Key, string Value) Patient => ("Vision:Cache:TimeoutMs", "20000");

    public string Url => $"redis://{Address}";

    public async Task<long> CountKeysAsync()
    {
        using var connection = await ConnectionMultiplexer.ConnectAsync(Address);
        return await connection.GetServer(Address).DatabaseSizeAsync(0);
    }

    public async ValueTask InitializeAsync()
    {
        if (_process is not null)
        {
            await _process.StartAsync();
        }
    }

    public ValueTask DisposeAsync()
    {
        _process?.Dispose();
        return ValueTask.CompletedTask;
    }
}
