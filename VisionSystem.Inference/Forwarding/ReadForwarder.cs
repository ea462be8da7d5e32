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
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace VisionSystem.Inference.Forwarding;

/// <summary>
/// Forwards a request about recorded predictions to logging-service and streams its response back. Predictions that were
/// answered before the request came are delivered first, so that a caller finds what it has just sent.
/// </summary>
internal sealed class ReadForwarder(
    IHttpForwarder forwarder,
    ITransformBuilder transforms,
    IHttpMessageHandlerFactory handlers,
    PredictionSpool spool,
    ServiceTokens tokens,
    LoggingOptions options,
    DrainState drain,
    ILogger<ReadForwarder> logger)
{
    // Allow lists: credentials and cookies of callers stay here, as does whatever logging-service says of itself.
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

        // logging-service is called by its own name. Addresses in a response are this service's, which the caller can reach.
        context.AddXForwardedHost();
        context.AddXForwardedProto();
        context.AddXForwardedPrefix();

        context.AddRequestTransform(request => Identify(request, tokens));
        context.AddResponseHeadersAllowed(ResponseHeaders);
        context.AddResponseTransform(response => CopyEventsAsync(response, drain));
    });

    /// <exception cref="ProblemException">The body is too large, or logging-service did not answer.</exception>
    public async Task ForwardAsync(HttpContext context)
    {
        if (context.Request.ContentLength > ReviewDraft.MaxBytes)
        {
            // Without the server's own limit, which closes the connection, so that the caller gets to see the response.
            context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
            throw new ProblemException(Problems.BodyTooLarge, $"The body is larger than the limit of {ReviewDraft.MaxBytes} bytes.");
        }

        await spool.WaitUntilDeliveredAsync(options.ReadYourWrites, context.RequestAborted);

        // The factory's handlers are renewed now and then, so that a moved address is noticed.
        using var client = new HttpMessageInvoker(handlers.CreateHandler(LoggingClients.ReadsClient), disposeHandler: false);
        var error = await forwarder.SendAsync(context, LoggingOptions.Address, client, ForwarderRequestConfig.Empty, _transformer);
        if (error is ForwarderError.None)
        {
            return;
        }

        var reason = context.GetForwarderErrorFeature()?.Exception?.Message;
        if (context.Response.HasStarted)
        {
            // It is cut off; most often because the caller has gone.
            if (error is ForwarderError.ResponseBodyDestination)
            {
                Log.ResponseBrokeOff(logger, context.Request.Method, context.Request.Path, reason);
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
            "The prediction store does not answer. Photos are answered meanwhile, and their predictions are kept for it.",
            TimeSpan.FromSeconds(5));
    }

    /// <summary>The tenant, the scopes and the subject are those of the authenticated caller, never what a request says.</summary>
    private static ValueTask Identify(RequestTransformContext request, ServiceTokens tokens)
    {
        var caller = request.HttpContext.User;
        var headers = request.ProxyRequest.Headers;
        headers.Remove(TenantName.Header);
        headers.Add(TenantName.Header, caller.Tenant());
        if (tokens.Create(caller.Tenant()!, caller.Subject()!, caller.Scopes()) is { } token)
        {
            headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return default;
    }

    /// <summary>
    /// Server-sent events have no end. When this service stops, the response ends in good order, and the client comes back
    /// elsewhere and names the last event that it has.
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
            // Either side has gone, or this service stops.
        }
    }
}
