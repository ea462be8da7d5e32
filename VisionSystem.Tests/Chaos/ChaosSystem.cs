using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using VisionSystem.Bench.Servers;
using VisionSystem.Logging.Persistence.S3;
using VisionSystem.Tests.Servers;
using VisionSystem.Tests.ServiceDefaults.Lifetime;

namespace VisionSystem.Tests.Chaos;

/// <summary>
/// Both services as processes, PostgreSQL, Redis and an S3 server, with a fault-injecting proxy between each pair. Everything
/// runs on free ports of this machine.
/// </summary>
internal sealed class ChaosSystem : IAsyncDisposable
{
    /// <summary>Small enough that a few seconds without logging-service fill it.</summary>
    private const string SpoolSize = "3mb";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder _data = new();
    private readonly S3Server _s3;
    private readonly int _loggingPort = FreePort.Take();
    private ServiceProcess? _logging;
    private ServiceProcess? _inference;

    private ChaosSystem(PostgresServer postgres, RedisServer redis, S3Server s3)
    {
        (Postgres, Redis, _s3) = (postgres, redis, s3);
        Bucket = s3.NewBucket();
        ToPostgres = new TcpProxy(postgres.Port);
        ToRedis = new TcpProxy(redis.Process.Port);
        ToS3 = new TcpProxy(s3.Endpoint.Port);
        ToLogging = new TcpProxy(_loggingPort);
    }

    public PostgresServer Postgres { get; }

    public RedisServer Redis { get; }

    public S3Server S3 => _s3;

    /// <summary>The bucket at its direct address, bypassing the proxy.</summary>
    public S3Options Bucket { get; }

    public TcpProxy ToPostgres { get; }

    public TcpProxy ToRedis { get; }

    public TcpProxy ToS3 { get; }

    public TcpProxy ToLogging { get; }

    /// <summary>The database at its direct address, bypassing the proxy.</summary>
    public string Database { get; private set; } = "";

    public HttpClient Inference => _inference!.Client;

    public HttpClient Logging => _logging!.Client;

    public static async Task<ChaosSystem> StartAsync(PostgresServer postgres, RedisServer redis, S3Server s3)
    {
        var system = new ChaosSystem(postgres, redis, s3);
        try
        {
            system.Database = await postgres.CreateDatabaseAsync();
            await system.StartLoggingAsync();
            system._inference = new ServiceProcess(
                ("CV_LOGGING_URL", $"http://127.0.0.1:{system.ToLogging.Port}"),
                ("CV_REDIS_URL", $"redis://127.0.0.1:{system.ToRedis.Port}"),
                ("CV_SPOOL_MAX_SIZE", SpoolSize),

                // Large enough that a short pause of the machine causes no rejection: only the spool may reject images here.
                ("CV_QUEUE_LIMIT", "1000"),
                ("CV_REQUEST_TIMEOUT_MS", "60000"),
                ("Vision__Logging__DeliveryTimeout", "00:00:10"));
            await system._inference.UntilStatusAsync("/ready", System.Net.HttpStatusCode.OK);
            return system;
        }
        catch
        {
            await system.DisposeAsync();
            throw;
        }
    }

    public async Task StartLoggingAsync() => _logging = await ServiceProcess.StartLoggingAsync(
        _data.Path,
        _loggingPort,
        S3Server.SettingsOf(
            Bucket,
            ("Vision:Store:S3:EndpointUrl", $"http://127.0.0.1:{ToS3.Port}"),
            ("Vision:Store:S3:Retries", "1"),
            ("Vision:Store:S3:Timeout", "00:00:05"),
            ("CV_DATABASE_URL", Database.Replace($":{Postgres.Port}/", $":{ToPostgres.Port}/", StringComparison.Ordinal)),
            ("CV_REDIS_URL", $"redis://127.0.0.1:{ToRedis.Port}")));

    public async Task KillLoggingAsync()
    {
        await _logging!.KillAsync();
        _logging.Dispose();
    }

    /// <summary>The number of predictions in the spool.</summary>
    public async Task<long> WaitingAsync(CancellationToken cancellationToken)
    {
        var health = await Inference.GetFromJsonAsync<JsonElement>("/health", cancellationToken);
        return health.GetProperty("checks").GetProperty("spool").GetProperty("data").GetProperty("waiting").GetInt64();
    }

    /// <summary>Waits until the spool holds at most this number of predictions, which ongoing load may have added.</summary>
    public Task CatchUpAsync(double waiting) =>
        Until.TrueAsync("what has gathered is delivered", async token => await WaitingAsync(token) <= waiting, Patience);

    /// <summary>Waits until the spool is empty.</summary>
    public Task SettleAsync() => Until.TrueAsync("everything is delivered", async token => await WaitingAsync(token) == 0, Patience);

    /// <summary>The number of responses of inference by problem slug.</summary>
    public async Task<IReadOnlyDictionary<string, long>> ProblemsAsync()
    {
        const string Metric = "cv_problems_total{";
        var metrics = await Inference.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        return metrics.Split('\n').Where(line => line.StartsWith(Metric, StringComparison.Ordinal)).ToDictionary(
            line => line.Split("problem=\"")[1].Split('"')[0],
            line => (long)double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture));
    }

    /// <summary>Stops both services; their last log lines go to the test's output, which the report of a failed test includes.</summary>
    public async ValueTask DisposeAsync()
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"inference-service: {_inference?.Output}{Environment.NewLine}logging-service: {_logging?.Output}");
        _inference?.Dispose();
        _logging?.Dispose();
        foreach (var line in (TcpProxy[])[ToPostgres, ToRedis, ToS3, ToLogging])
        {
            await line.DisposeAsync();
        }

        _data.Dispose();
    }
}
