using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.Timeout;
using VisionSystem.Contracts;
using VisionSystem.ServiceDefaults.Authentication;
using VisionSystem.ServiceDefaults.Configuration;

namespace VisionSystem.Inference.Recording;

/// <summary>The two HTTP clients of logging-service: deliveries and reads. Neither buffers a body.</summary>
internal static class LoggingClients
{
    /// <summary>Name of the client that passes reads on.</summary>
    public const string ReadsClient = "logging-service-reads";

    public static void AddLoggingClients(this WebApplicationBuilder builder)
    {
        builder.AddValidatedOptions<LoggingOptions>(LoggingOptions.Section);
        LoggingOptions.AddAddress(builder.Configuration);
        builder.Services.AddServiceDiscovery();

        // Only a timeout: SpoolSender repeats failed deliveries itself, without end, and a second loop inside of it would
        // send a batch several times over a line that is bad already.
        builder.Services.AddHttpClient<LoggingClient>(static (services, http) =>
        {
            (http.BaseAddress, http.Timeout) = (new Uri(LoggingOptions.Address), services.GetRequiredService<LoggingOptions>().DeliveryTimeout);
        }).AuthenticatesItself().CallsLoggingService();

        builder.Services.AddHttpForwarder();

        // Both tell every step, failures with stack traces; the forwarder says in a line what came of a read.
        builder.Logging.AddFilter("Yarp", LogLevel.Error).AddFilter("Polly", LogLevel.None);
        var reads = builder.Services.AddHttpClient(ReadsClient);
        reads.AddResilienceHandler("reads", static (pipeline, context) =>
            AddReadStrategies(pipeline, context.ServiceProvider.GetRequiredService<LoggingOptions>().DeliveryTimeout));
        reads.CallsLoggingService();
    }

    /// <summary>Strategies for a logging-service that does not answer; its error responses are responses and pass as they are.</summary>
    private static void AddReadStrategies(ResiliencePipelineBuilder<HttpResponseMessage> pipeline, TimeSpan timeout)
    {
        var broken = new PredicateBuilder<HttpResponseMessage>().Handle<HttpRequestException>().Handle<SocketException>();

        // A replica that restarts breaks its connections; GET and HEAD have no body and change nothing, so they may go again.
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

            // A logging-service that hangs would hold every read until its timeout; after several, reads fail at once for as
            // long as their Retry-After says.
            .AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions
            {
                ShouldHandle = broken.Handle<TimeoutRejectedException>(),
                FailureRatio = .5,
                MinimumThroughput = 20,
                SamplingDuration = TimeSpan.FromSeconds(30),
                BreakDuration = TimeSpan.FromSeconds(5),
            })

            // Until the head of the response; the body, like that of an export, may take as long as it flows.
            .AddTimeout(timeout);
    }

    /// <summary>Sends the service's own token, which permits deliveries and nothing else.</summary>
    public static IHttpClientBuilder AuthenticatesItself(this IHttpClientBuilder client) =>
        client.AddHttpMessageHandler(static services => new ServiceTokenHandler(services.GetRequiredService<ServiceTokens>()));

    /// <summary>Resolves the address of logging-service.</summary>
    public static void CallsLoggingService(this IHttpClientBuilder client) => client
        .RemoveAllLoggers()
        .AddServiceDiscovery()
        .UseSocketsHttpHandler(static (http, _) =>
        {
            // An internal call: straight to the address, and the response as it comes.
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
