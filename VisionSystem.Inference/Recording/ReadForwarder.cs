using Microsoft.Net.Http.Headers;
using VisionSystem.ServiceDefaults.Contracts;

namespace VisionSystem.Inference.Recording;

/// <summary>
/// Passes a read on to logging-service and its answer back, streamed. First it lets predictions leave that were answered
/// before the read came, so that a caller finds what it has just sent.
/// </summary>
internal sealed class ReadForwarder(LoggingClient logging, PredictionSpool spool, LoggingOptions options)
{
    private static readonly string[] RequestHeaders = [HeaderNames.Accept, HeaderNames.IfNoneMatch, HeaderNames.Range, HeaderNames.IfRange];

    private static readonly string[] ResponseHeaders =
    [
        HeaderNames.ContentType, HeaderNames.ContentLength, HeaderNames.ContentRange, HeaderNames.AcceptRanges,
        HeaderNames.ETag, HeaderNames.CacheControl, HeaderNames.LastModified, HeaderNames.RetryAfter,
        HeaderNames.Vary, HeaderNames.XContentTypeOptions,
    ];

    public async Task ForwardAsync(HttpContext context)
    {
        var cancellationToken = context.RequestAborted;
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
