using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.Timeout;
using VisionSystem.ServiceDefaults.Configuration;

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
        }).ConfigureForLoggingService();

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

    private static void ConfigureForLoggingService(this IHttpClientBuilder client) => client
        .RemoveAllLoggers()
        .AddServiceDiscovery()
        .UseSocketsHttpHandler(static (http, _) =>
        {
            // An internal call: direct to the address, with the response unmodified.
            http.AllowAutoRedirect = false;
            http.UseProxy = false;
            http.UseCookies = false;
            http.AutomaticDecompression = DecompressionMethods.None;
        });
}
