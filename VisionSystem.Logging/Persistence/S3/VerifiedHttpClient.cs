using System.Net;
using Amazon.Runtime;
using VisionSystem.ServiceDefaults.Tls;

namespace VisionSystem.Logging.Persistence.S3;

/// <summary>
/// The HTTP client of the SDK, configured as the SDK configures its own, with a verifier that also accepts the authorities of
/// <c>CV_TLS_CA_PATH</c> and reports the reason of a rejection.
/// </summary>
internal sealed class VerifiedHttpClient : HttpClientFactory, IDisposable
{
    /// <summary>An endpoint that does not accept a connection within this time counts as unreachable.</summary>
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(3);

    private readonly HttpClient _client;

    /// <param name="verifier">Verifies the certificate of the server.</param>
    /// <param name="timeout">The maximum duration of one attempt.</param>
    public VerifiedHttpClient(ServerVerifier verifier, TimeSpan timeout)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.None, UseCookies = false, ConnectTimeout = ConnectTimeout };
        handler.SslOptions.RemoteCertificateValidationCallback = verifier.Verify;
        _client = new HttpClient(handler) { Timeout = timeout };
    }

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => _client;

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    public void Dispose() => _client.Dispose();
}
