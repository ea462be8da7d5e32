using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using VisionSystem.Contracts;
using VisionSystem.Inference.Diagnostics;
using VisionSystem.Inference.Recording;
using VisionSystem.ServiceDefaults.Authentication;
using VisionSystem.ServiceDefaults.Lifetime;
using VisionSystem.ServiceDefaults.Problems;
using VisionSystem.ServiceDefaults.Tls;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace VisionSystem.Inference.Forwarding;

/// <summary>
/// Forwards requests about recorded predictions to logging-service and streams the responses back. Each request first waits for
/// the delivery of spooled predictions, so that a caller can read its own writes.
/// </summary>
internal sealed class LoggingForwarder(
    IHttpForwarder forwarder,
    ITransformBuilder transforms,
    IHttpMessageHandlerFactory handlers,
    PredictionSpool spool,
    ServiceTokens tokens,
    LoggingOptions options,
    DrainState drain,
    ILogger<LoggingForwarder> logger)
{
    // Allow lists: they exclude credentials and cookies of callers, and headers in which logging-service describes itself.
    private static readonly string[] RequestHeaders =
    [
        HeaderNames.Accept, HeaderNames.IfNoneMatch, HeaderNames.Range, HeaderNames.IfRange, "Last-Event-ID",
        HeaderNames.ContentType, HeaderNames.ContentLength,
    ];

    private static readonly string[] ResponseHeaders =
    [
        HeaderNames.ContentType, HeaderNames.ContentLength, HeaderNames.ContentRange, HeaderNames.AcceptRanges,
        HeaderNames.ETag, HeaderNames.CacheControl, HeaderNames.LastModified, HeaderNames.RetryAfter,
        HeaderNames.Vary, HeaderNames.XContentTypeOptions, HeaderNames.ContentDisposition, "X-Accel-Buffering",
    ];

    private readonly HttpTransformer _transformer = transforms.Create(context =>
    {
        context.UseDefaultForwarders = false;
        context.CopyResponseTrailers = false;

        context.AddRequestHeadersAllowed(RequestHeaders);

        // The Host header names logging-service. The forwarded headers let responses contain addresses that the caller can reach.
        context.AddXForwardedHost();
        context.AddXForwardedProto();
        context.AddXForwardedPrefix();

        context.AddRequestTransform(request => Identify(request, tokens));
        context.AddResponseHeadersAllowed(ResponseHeaders);
        context.AddResponseTransform(response => CopyEventsAsync(response, drain));
    });

    /// <exception cref="ProblemException">The body is too large, or logging-service is unreachable.</exception>
    public async Task ForwardAsync(HttpContext context)
    {
        if (context.Request.ContentLength > ReviewDraft.MaxBytes)
        {
            // The server's own limit would close the connection before the caller receives the response.
            context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
            throw new ProblemException(Problems.BodyTooLarge, $"The body is larger than the limit of {ReviewDraft.MaxBytes} bytes.");
        }

        await ReceiveBodyAsync(context);
        await spool.WaitUntilDeliveredAsync(options.ReadYourWrites, context.RequestAborted);

        // The factory renews handlers regularly, which picks up changed addresses.
        using var client = new HttpMessageInvoker(handlers.CreateHandler(LoggingClients.ReadsClient), disposeHandler: false);
        var error = await forwarder.SendAsync(context, LoggingOptions.Address, client, ForwarderRequestConfig.Empty, _transformer);
        if (error is ForwarderError.None)
        {
            return;
        }

        var reason = context.GetForwarderErrorFeature()?.Exception is { } failure ? ServerVerifier.ReasonOf(failure) : null;
        if (context.Response.HasStarted)
        {
            // The response ends early, usually because the caller disconnected.
            if (error is ForwarderError.ResponseBodyDestination)
            {
                Log.ResponseAborted(logger, context.Request.Method, context.Request.Path, reason);
            }

            return;
        }

        context.RequestAborted.ThrowIfCancellationRequested();
        if (error is ForwarderError.RequestBodyClient)
        {
            throw new BadHttpRequestException("The body could not be read.", context.Response.StatusCode);
        }

        Log.ForwardFailed(logger, context.Request.Method, context.Request.Path, error, reason);
        throw new ProblemException(
            InferenceProblems.LoggingUnavailable,
            "The prediction store does not respond. Try again later. Detection continues, and its predictions are delivered once the store is reachable.",
            TimeSpan.FromSeconds(5));
    }

    /// <summary>
    /// Receives the body before logging-service is called. Otherwise a body that a client sends slowly, or not at all, would count as
    /// a failure of logging-service, and the circuit breaker that all callers share would open.
    /// </summary>
    private static async Task ReceiveBodyAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: true })
        {
            return;
        }

        context.Request.EnableBuffering(bufferThreshold: ReviewDraft.MaxBytes, bufferLimit: ReviewDraft.MaxBytes);
        await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        context.Request.Body.Position = 0;
    }

    /// <summary>The tenant, the scopes and the subject are those of the authenticated caller, never what a request says.</summary>
    private static ValueTask Identify(RequestTransformContext request, ServiceTokens tokens)
    {
        var caller = request.HttpContext.User;
        var headers = request.ProxyRequest.Headers;
        headers.Remove(TenantName.Header);
        headers.Add(TenantName.Header, caller.Tenant());
        headers.Remove(ClientAddress.Header);
        if (request.HttpContext.Connection.RemoteIpAddress is { } address)
        {
            headers.Add(ClientAddress.Header, address.ToString());
        }

        if (tokens.Create(caller.Tenant()!, caller.Subject()!, caller.Scopes()) is { } token)
        {
            headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return default;
    }

    /// <summary>
    /// Copies server-sent events, which never end. When this service stops, the response ends without an error, and the client
    /// reconnects to another replica with its <c>Last-Event-ID</c>.
    /// </summary>
    private static async ValueTask CopyEventsAsync(ResponseTransformContext response, DrainState drain)
    {
        if (response.ProxyResponse is not { StatusCode: HttpStatusCode.OK, Content: { Headers.ContentType.MediaType: "text/event-stream" } events })
        {
            return;
        }

        response.SuppressResponseBody = true;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(response.HttpContext.RequestAborted, drain.Begun);
        try
        {
            await events.CopyToAsync(response.HttpContext.Response.Body, end.Token);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // One side disconnected, or this service is stopping.
        }
    }
}
