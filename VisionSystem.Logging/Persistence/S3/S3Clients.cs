using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using VisionSystem.ServiceDefaults.Tls;

namespace VisionSystem.Logging.Persistence.S3;

/// <summary>The clients of the object store.</summary>
internal sealed class S3Clients : IDisposable
{
    private const string CopySource = "x-amz-copy-source";

    private readonly S3Options _options;
    private readonly VerifiedHttpClient _http;
    private readonly Lazy<AmazonS3Client> _links;

    public S3Clients(S3Options options, TrustedAuthorities authorities)
    {
        _options = options;
        _http = new VerifiedHttpClient(authorities.CreateVerifier(), options.Timeout);
        _links = new(() => Create(options, options.PublicUrl, _http));
        Requests = Create(options, options.EndpointUrl, _http);
    }

    /// <summary>Client for the requests of the service.</summary>
    public AmazonS3Client Requests { get; }

    /// <summary>Client that signs links for the address that browsers use. It sends no requests.</summary>
    public AmazonS3Client Links => _options.PublicUrl is null ? Requests : _links.Value;

    public void Dispose()
    {
        Requests.Dispose();
        if (_links.IsValueCreated)
        {
            _links.Value.Dispose();
        }

        _http.Dispose();
    }

    private static AmazonS3Client Create(S3Options options, Uri? endpoint, VerifiedHttpClient http)
    {
        var config = new AmazonS3Config
        {
            ForcePathStyle = options.UsesPathStyle,
            Timeout = options.Timeout,
            HttpClientFactory = http,
            MaxErrorRetry = options.Retries,
            RetryMode = RequestRetryMode.Standard,
            // Many stores do not support Amazon's newer checksums. The SHA-256 in the signature protects the bytes.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (endpoint is null)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(options.SigningRegion);
        }
        else
        {
            config.ServiceURL = endpoint.ToString();
            config.AuthenticationRegion = options.SigningRegion;
        }

        var client = string.IsNullOrEmpty(options.AccessKeyId)
            ? new AmazonS3Client(config)
            : new AmazonS3Client(new BasicAWSCredentials(options.AccessKeyId, options.SecretAccessKey), config);
        client.BeforeRequestEvent += PlainCopySource;
        return client;
    }

    /// <summary>Writes slashes unescaped, as Amazon documents: some stores do not find the object if they are escaped, as the client does.</summary>
    private static void PlainCopySource(object sender, RequestEventArgs arguments)
    {
        if (arguments is WebServiceRequestEventArgs { Headers: { } headers } && headers.TryGetValue(CopySource, out var source))
        {
            headers[CopySource] = Uri.UnescapeDataString(source);
        }
    }
}
