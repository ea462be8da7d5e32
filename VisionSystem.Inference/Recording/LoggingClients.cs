using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.Timeout;
using VisionSystem.Contracts;
using VisionSystem.ServiceDefaults.Authentication;
using VisionSystem.ServiceDefaults.Configuration;
using VisionSystem.ServiceDefaults.Tls;

namespace VisionSystem.Inference.Recording;

/// <summary>The two HTTP clients of logging-service: deliveries and reads. Neither buffers a body.</summary>
internal static class LoggingClients
{
    /// <summary>Name of the client that forwards reads.</summary>
    public const string ReadsClient = "logging-service-reads";

    public static void AddLoggingClients(this WebApplicationBuilder builder)
    {
        builder.AddValidatedOptions<LoggingOptions>(LoggingOptions.Section);
        LoggingOptions.AddAddress(builder.Configuration);
        builder.Services.AddServiceDiscovery();

        // Only a timeout: SpoolSender retries failed deliveries without limit, and a nested retry would send a batch several
        // times over a connection that already fails.
        builder.Services.AddHttpClient<LoggingClient>(static (services, http) =>
        {
            (http.BaseAddress, http.Timeout) = (new Uri(LoggingOptions.Address), services.GetRequiredService<LoggingOptions>().DeliveryTimeout);
        }).AuthenticatesItself().ConfigureForLoggingService();

        builder.Services.AddHttpForwarder();

        // Both log every step, and failures with stack traces; the forwarder logs one line per failed read.
        builder.Logging.AddFilter("Yarp", LogLevel.Error).AddFilter("Polly", LogLevel.None);
        var reads = builder.Services.AddHttpClient(ReadsClient);
        reads.AddResilienceHandler("reads", static (pipeline, context) =>
            AddReadStrategies(pipeline, context.ServiceProvider.GetRequiredService<LoggingOptions>().DeliveryTimeout));
        reads.ConfigureForLoggingService();
    }

    /// <summary>Adds strategies for an unreachable logging-service; its error responses pass unchanged.</summary>
    private static void AddReadStrategies(ResiliencePipelineBuilder<HttpResponseMessage> pipeline, TimeSpan timeout)
    {
        var broken = new PredicateBuilder<HttpResponseMessage>().Handle<HttpRequestException>().Handle<SocketException>();

        // A restarting replica closes its connections; GET and HEAD have no body and no effect, so they can be repeated.
        var retry = new HttpRetryStrategyOptions
        {
            ShouldHandle = broken,
            MaxRetryAttempts = 2,
            Delay = TimeSpan.FromMilliseconds(100),
            BackoffType = DelayBackoffType.Exponential,
        };
        retry.DisableForUnsafeHttpMethods();

        pipeline
            .AddRetry(retry)

            // A hanging logging-service would block every read until its timeout; after several timeouts, reads fail immediately
            // for the duration of their Retry-After.
            .AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions
            {
                ShouldHandle = broken.Handle<TimeoutRejectedException>(),
                FailureRatio = .5,
                MinimumThroughput = 20,
                SamplingDuration = TimeSpan.FromSeconds(30),
                BreakDuration = TimeSpan.FromSeconds(5),
            })

            // Limits the wait for the response headers; a body, such as an export, may stream for longer.
            .AddTimeout(timeout);
    }

    /// <summary>Sends the service's own token, which permits deliveries and nothing else.</summary>
    public static IHttpClientBuilder AuthenticatesItself(this IHttpClientBuilder client) =>
        client.AddHttpMessageHandler(static services => new ServiceTokenHandler(services.GetRequiredService<ServiceTokens>()));

    /// <summary>Resolves the address of logging-service.</summary>
    public static void ConfigureForLoggingService(this IHttpClientBuilder client) => client
        .RemoveAllLoggers()
        .AddServiceDiscovery()
        .UseSocketsHttpHandler(static (http, services) =>
        {
            http.SslOptions.RemoteCertificateValidationCallback = services.GetRequiredService<TrustedAuthorities>().CreateVerifier().Verify;

            // An internal call: direct to the address, with the response unmodified.
            http.AllowAutoRedirect = false;
            http.UseProxy = false;
            http.UseCookies = false;
            http.AutomaticDecompression = DecompressionMethods.None;
        });
}

/// <summary>Authenticates requests that the service makes on its own behalf.</summary>
internal sealed class ServiceTokenHandler(ServiceTokens tokens) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (tokens.CreateOwn(InferenceService.Name, Scope.Ingest) is { } token)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return base.SendAsync(request, cancellationToken);
    }
}
