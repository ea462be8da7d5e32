using Microsoft.Net.Http.Headers;
using VisionSystem.ServiceDefaults.Contracts;
using VisionSystem.ServiceDefaults.Lifetime;

namespace VisionSystem.Inference.Recording;

/// <summary>
/// Passes a call about kept predictions on to logging-service and its answer back, streamed. First it lets predictions leave
/// that were answered before the call came, so that a caller finds what it has just sent.
/// </summary>
internal sealed class ReadForwarder(LoggingClient logging, PredictionSpool spool, LoggingOptions options, DrainState drain)
{
    private static readonly string[] RequestHeaders = [HeaderNames.Accept, HeaderNames.IfNoneMatch, HeaderNames.Range, HeaderNames.IfRange, "Last-Event-ID"];

    private static readonly string[] ResponseHeaders =
    [
        HeaderNames.ContentType, HeaderNames.ContentLength, HeaderNames.ContentRange, HeaderNames.AcceptRanges,
        HeaderNames.ETag, HeaderNames.CacheControl, HeaderNames.LastModified, HeaderNames.RetryAfter,
        HeaderNames.Vary, HeaderNames.XContentTypeOptions, HeaderNames.ContentDisposition, "X-Accel-Buffering",
    ];

    public Task ForwardAsync(HttpContext context) => ForwardAsync(context, context.RequestAborted);

    /// <summary>Passes on an answer without an end: when this service stops, so does the answer, and the client comes back elsewhere.</summary>
    public async Task FollowAsync(HttpContext context)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, drain.Begun);
        try
        {
            await ForwardAsync(context, end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // Nothing is lost: the client names the last event it has.
        }
    }

    private async Task ForwardAsync(HttpContext context, CancellationToken cancellationToken)
    {
        await spool.WaitUntilDeliveredAsync(options.ReadYourWrites, cancellationToken);
        using var request = Translate(context.Request);
        try
        {
            using var response = await logging.ForwardAsync(request, cancellationToken);
            CopyHead(response, context.Response);
            await response.Content.CopyToAsync(context.Response.Body, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !context.Response.HasStarted && !cancellationToken.IsCancellationRequested)
        {
            await InferenceProblems.LoggingUnavailable
                .Result("The prediction store does not answer. Photos are answered meanwhile, and their predictions are kept for it.", retryAfter: TimeSpan.FromSeconds(5))
                .ExecuteAsync(context);
        }
    }

    private static HttpRequestMessage Translate(HttpRequest incoming)
    {
        var request = new HttpRequestMessage(
            HttpMethod.Parse(incoming.Method), new Uri(incoming.Path.ToUriComponent() + incoming.QueryString.ToUriComponent(), UriKind.Relative));
        request.Headers.Add(TenantName.Header, TenantName.Default);
        // Where an answer names addresses, they are this service's, which the caller can reach.
        request.Headers.Host = incoming.Host.Value;
        if (incoming.ContentLength > 0 || incoming.Headers.TransferEncoding.Count > 0)
        {
            request.Content = new StreamContent(incoming.Body);
            request.Content.Headers.TryAddWithoutValidation(HeaderNames.ContentType, incoming.ContentType);
        }
        foreach (var name in RequestHeaders)
        {
            if (incoming.Headers.TryGetValue(name, out var values))
            {
                request.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
            }
        }

        return request;
    }

    private static void CopyHead(HttpResponseMessage from, HttpResponse to)
    {
        to.StatusCode = (int)from.StatusCode;
        foreach (var name in ResponseHeaders)
        {
            if (from.Headers.TryGetValues(name, out var values) || from.Content.Headers.TryGetValues(name, out values))
            {
                to.Headers[name] = values.ToArray();
            }
        }
    }
}
