using System.Net.Sockets;
using VisionSystem.Contracts;
using VisionSystem.Inference.Diagnostics;
using VisionSystem.Inference.Requests;
using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Inference.UrlInput;

/// <summary>
/// Fetches the images of a request that names URLs. Every failure of a fetch has the same problem, so that responses do not tell
/// which hosts exist and which of their ports are open; the log has the reason. Thread-safe.
/// </summary>
internal sealed class UrlImages(UrlDownload download, UrlInputOptions options, TimeProvider time, ILogger<UrlImages> logger)
{
    /// <summary>The problem of a request with URLs before any is fetched; null if they may be.</summary>
    public ProblemResult? Refuse(IReadOnlyList<string> urls) =>
        !options.Allow ? InferenceProblems.UrlInputOff.Result(
            $"The service fetches no images by URL. Send the image itself; or set CV_ALLOW_URL_INPUT=true (Vision:UrlInput:Allow) to enable '{UploadFields.ImageUrl}'.")
        : urls.Any(static url => UrlPolicy.Parse(url) is null) ? Problems.InvalidParameters.Result(
            $"{UploadFields.ImageUrl} is not a URL that images are fetched from.",
            new Dictionary<string, string[]> { [UploadFields.ImageUrl] = ["must be an absolute http or https URL without user name and password"] })
        : null;

    /// <summary>Fetches images one after the other. A failed one has its problem.</summary>
    /// <param name="urls">URLs that <see cref="Refuse"/> accepts.</param>
    /// <param name="limits">The limits of the request.</param>
    /// <param name="cancellationToken">Ends the fetches with the request.</param>
    public async Task<IReadOnlyList<UploadedImage>> FetchAsync(IReadOnlyList<string> urls, UploadLimits limits, CancellationToken cancellationToken)
    {
        var images = new List<UploadedImage>(urls.Count);
        var left = limits.TotalBytes;
        try
        {
            foreach (var text in urls)
            {
                var image = await FetchAsync(UrlPolicy.Parse(text)!, Math.Min(left, limits.ImageBytes), limits, cancellationToken);
                images.Add(image);
                left -= image.Image.Length;
            }

            return images;
        }
        catch
        {
            images.ForEach(static image => image.Dispose());
            throw;
        }
    }

    private async Task<UploadedImage> FetchAsync(Uri url, long limit, UploadLimits limits, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.Timeout, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            var body = await download.ReadAsync(url, limit, end.Token);
            InferenceTelemetry.UrlFetched("fetched");
            return UploadedImage.Of(body, FilenameOf(url), limits);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or SocketException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            var refused = exception as UrlRefusedException ?? exception.InnerException as UrlRefusedException;
            var reason = exception is OperationCanceledException ? $"no complete response in {options.Timeout}" : (refused ?? exception).Message;
            InferenceTelemetry.UrlFetched(refused is null ? "failed" : "refused");
            Log.UrlNotFetched(logger, url.GetLeftPart(UriPartial.Authority), reason);
            return UploadedImage.Unreadable(InferenceProblems.ImageUrlFailed.Result(Detail(limits)));
        }
    }

    /// <summary>The last segment of the path: the query may hold a signature.</summary>
    private static string? FilenameOf(Uri url) =>
        Uri.UnescapeDataString(url.Segments[^1]).Trim('/') is { Length: > 0 } name ? PredictionText.Cut(name) : null;

    private string Detail(UploadLimits limits) =>
        $"The image could not be fetched. {(options.Hosts is null ? "Its host must have a public address and use port 80 or 443" : "Its host and port must be listed in CV_URL_INPUT_HOSTS")}. "
        + $"It must return status 200 with a Content-Type of image/* or application/octet-stream, no Content-Encoding and at most {limits.ImageBytes >> 20} MB (CV_MAX_FILE_SIZE_MB) within {options.Timeout.TotalSeconds:0.#} s (CV_URL_INPUT_TIMEOUT). "
        + "Check the URL, or send the image itself; the log of the service has the reason under this trace id.";
}
