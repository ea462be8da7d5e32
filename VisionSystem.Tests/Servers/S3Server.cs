using System.Globalization;
using VisionSystem.Logging.Persistence.S3;

namespace VisionSystem.Tests.Servers;

/// <summary>
/// A real S3 server for a test class: s3rver, which stores objects in a folder, has one access key and accepts any secret.
/// <c>VISION_TEST_S3=http://key:secret@host:port</c> replaces it with another store; tests that stop the server or read its
/// folder are skipped then.
/// </summary>
public sealed class S3Server : IAsyncLifetime
{
    private const string OwnKey = "S3RVER";

    private static readonly Uri? Given = Environment.GetEnvironmentVariable("VISION_TEST_S3") is { Length: > 0 } url ? new Uri(url) : null;

    /// <summary>
    /// s3rver overwrites an object in place and responds before the write is complete, so that a kill leaves acknowledged
    /// objects torn. No store for production does either. This module, loaded first, makes an upload a rename at the end of the
    /// write.
    /// </summary>
    private const string WholeUploads = """
        const { createHash, randomUUID } = require('crypto');
        const { createWriteStream, renameSync } = require('fs');
        const { mkdir } = require('fs/promises');
        const { dirname, join } = require('path');
        const { pipeline } = require('stream/promises');
        const store = require(join(dirname(process.argv[1]), '../lib/stores/filesystem.js')).prototype;
        store.putObject = async function ({ bucket, key, content, metadata }) {
          const [from, draft, md5] = ['.incoming', randomUUID(), createHash('md5')];
          let size = 0;
          await mkdir(this.getBucketPath(from), { recursive: true });
          await pipeline(Buffer.isBuffer(content) ? [content] : content, async function* (chunks) {
            for await (const chunk of chunks) {
              md5.update(chunk);
              size += chunk.length;
              yield chunk;
            }
          }, createWriteStream(this.getResourcePath(from, draft, 'object')));
          const digest = md5.digest('hex');
          await this.putMetadata(from, draft, metadata, digest);
          await mkdir(dirname(this.getResourcePath(bucket, key, 'object')), { recursive: true });
          for (const part of ['metadata.json', 'object.md5', 'object']) {
            renameSync(this.getResourcePath(from, draft, part), this.getResourcePath(bucket, key, part));
          }
          return { size, md5: digest };
        };
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly TemporaryFolder _scripts = new();
    private readonly ServerProcess? _process;

    public S3Server()
    {
        if (Given is null && TestTools.Program("node") is { } node && TestTools.Package("s3rver/bin/s3rver.js") is { } script)
        {
            var before = Path.Combine(_scripts.Path, "whole-uploads.js");
            File.WriteAllText(before, WholeUploads);
            // The server's page tokens use DES, which is in OpenSSL 3's legacy provider.
            _process = new ServerProcess(node, port =>
                ["--openssl-legacy-provider", "--require", before, script, "--directory", _folder.Path, "--address", "127.0.0.1", "--port", port.ToString(CultureInfo.InvariantCulture), "--silent"]);
        }
    }

    public Uri Endpoint
    {
        get
        {
            Assert.SkipWhen(Given is null && _process is null, "s3rver is not there: ./vision test fetches it with npm");
            return new Uri(Given?.GetLeftPart(UriPartial.Authority).Replace(Given.UserInfo + "@", "", StringComparison.Ordinal) ?? $"http://127.0.0.1:{Own.Port}");
        }
    }

    private ServerProcess Own
    {
        get
        {
            Assert.SkipWhen(_process is null, Given is null ? "s3rver is not there: ./vision test fetches it with npm" : "needs a server of its own, not VISION_TEST_S3");
            return _process!;
        }
    }

    /// <summary>Skips a test that requires a server that checks secrets.</summary>
    internal static void RequireSignatures() => Assert.SkipWhen(Given is null, "s3rver takes any secret; set VISION_TEST_S3 to a store that checks signatures");

    /// <summary>The options of an unused bucket, which is created on first use.</summary>
    internal S3Options NewBucket() => new()
    {
        EndpointUrl = Endpoint,
        Bucket = $"vision-{Path.GetRandomFileName().Replace('.', '-')}",
        AccessKeyId = Given?.UserInfo.Split(':') is [var key, _] ? key.Replace("%3A", ":", StringComparison.OrdinalIgnoreCase) : OwnKey,
        SecretAccessKey = Given?.UserInfo.Split(':') is [_, var secret] ? secret : OwnKey,
        CreateBucket = true,
        Retries = 0,
    };

    /// <summary>The settings of a service that stores its images in a bucket.</summary>
    /// <param name="options">The bucket.</param>
    /// <param name="more">Additional settings.</param>
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

    /// <summary>The server's files that hold the images of a bucket.</summary>
    internal IReadOnlyList<string> ObjectsOf(S3Options options)
    {
        Assert.NotNull(Own);
        return
        [
            .. Directory.EnumerateFiles(Path.Combine(_folder.Path, options.Bucket), "*._S3rver_object", SearchOption.AllDirectories)
                .Where(file => !file.Contains(".probe", StringComparison.Ordinal)),
        ];
    }

    internal Task StartAsync() => Own.StartAsync();

    internal Task KillAsync() => Own.KillAsync();

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
        _folder.Dispose();
        _scripts.Dispose();
        return ValueTask.CompletedTask;
    }
}
