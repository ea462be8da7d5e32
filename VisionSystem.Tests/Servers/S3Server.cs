using System.Globalization;
using VisionSystem.Logging.Storage.S3;
using VisionSystem.Tests.Logging;

namespace VisionSystem.Tests.Servers;

/// <summary>A real S3 server of its own for a test class: s3rver, which keeps objects in a folder. It knows one access key.</summary>
public sealed class S3Server : IAsyncLifetime
{
    /// <summary>The key and its secret.</summary>
    public const string AccessKey = "S3RVER";

    private readonly TemporaryFolder _folder = new();
    private readonly ServerProcess? _process;
    private int _buckets;

    public S3Server()
    {
        if (TestTools.Program("node") is { } node && TestTools.Package("s3rver/bin/s3rver.js") is { } script)
        {
            // Its page tokens are DES, which OpenSSL 3 keeps in the legacy provider.
            _process = new ServerProcess(node, port =>
                ["--openssl-legacy-provider", script, "--directory", _folder.Path, "--address", "127.0.0.1", "--port", port.ToString(CultureInfo.InvariantCulture), "--silent"]);
        }
    }

    public Uri Endpoint => new($"http://127.0.0.1:{Process.Port}");

    private ServerProcess Process
    {
        get
        {
            Assert.SkipWhen(_process is null, "s3rver is not there: ./vision test fetches it with npm");
            return _process!;
        }
    }

    /// <summary>How to reach a bucket that nobody else uses; it is made when it is first needed.</summary>
    internal S3Options NewBucket() => new()
    {
        EndpointUrl = Endpoint,
        Bucket = $"bucket-{Interlocked.Increment(ref _buckets)}",
        AccessKeyId = AccessKey,
        SecretAccessKey = AccessKey,
        CreateBucket = true,
        Retries = 0,
    };

    /// <summary>The settings of a service that keeps its photos there.</summary>
    /// <param name="options">The bucket.</param>
    /// <param name="more">Further settings.</param>
    internal static (string Key, string Value)[] SettingsOf(S3Options options, params (string Key, string Value)[] more) =>
    [
        ("Vision:Store:Images:Backend", "s3"),
        ("Vision:Store:S3:EndpointUrl", options.EndpointUrl!.ToString()),
        ("Vision:Store:S3:Bucket", options.Bucket),
        ("Vision:Store:S3:AccessKeyId", options.AccessKeyId!),
        ("Vision:Store:S3:SecretAccessKey", options.SecretAccessKey!),
        ("Vision:Store:S3:CreateBucket", options.CreateBucket ? "true" : "false"),
        ("Vision:Store:S3:Retries", options.Retries.ToString(CultureInfo.InvariantCulture)),
        ("Vision:Store:S3:Timeout", options.Timeout.ToString("c", CultureInfo.InvariantCulture)),
        .. more,
    ];

    /// <summary>The photos of a bucket, as the server's files.</summary>
    internal IReadOnlyList<string> ObjectsOf(S3Options options) =>
        [.. Directory.EnumerateFiles(Path.Combine(_folder.Path, options.Bucket), "*._S3rver_object", SearchOption.AllDirectories).Where(file => !file.Contains(".probe", StringComparison.Ordinal))];

    internal Task StartAsync() => Process.StartAsync();

    internal Task KillAsync() => Process.KillAsync();

    public async ValueTask InitializeAsync()
    {
        if (_process is not null)
        {
            await _process.StartAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
        _folder.Dispose();
    }
}
