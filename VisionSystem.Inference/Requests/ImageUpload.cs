using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using VisionSystem.Inference.Diagnostics;
using VisionSystem.ServiceDefaults.Problems;
using VisionSystem.Vision.Imaging;

namespace VisionSystem.Inference.Requests;

/// <summary>The images and parameters in the body of a request, independent of its format.</summary>
/// <param name="images">In the order of the request: at least one, or none if the request has URLs.</param>
/// <param name="form">Parameters in the body, named like those of the query.</param>
/// <param name="isList">True if the images were sent as a list, even of one image.</param>
/// <param name="memory">The body that the images are parts of; null if they have memory of their own.</param>
internal sealed class ImageUpload(IReadOnlyList<UploadedImage> images, IReadOnlyDictionary<string, string> form, bool isList, ImageBody? memory = null) : IDisposable
{
    /// <summary>The accepted forms of an image, for problem details.</summary>
    public const string Accepted =
        "Send the image as the multipart part 'image' (a file, base64 or a data URL), as the body itself, as the urlencoded field 'image', or as JSON: {\"image\": \"<base64 or data URL>\"}.";

    private static readonly Dictionary<string, string> NoForm = [];

    private IReadOnlyList<UploadedImage> _images = images;

    public IReadOnlyList<UploadedImage> Images => _images;

    /// <summary>URLs in place of images; empty if the request has images.</summary>
    public IReadOnlyList<string> Urls { get; init; } = [];

    /// <summary>Number of images that the request has or names.</summary>
    public int Count => Math.Max(_images.Count, Urls.Count);

    public IReadOnlyDictionary<string, string> Form => form;

    /// <summary>Reads the body of a request within the size limits.</summary>
    public static async ValueTask<(ImageUpload? Upload, ProblemResult? Problem)> ReadAsync(HttpRequest request, ImagingOptions options)
    {
        if (request.Query.TryGetValue(UploadFields.ImageUrl, out var urls))
        {
            return HasBody(request) ? (null, UploadFields.BothForms()) : (new ImageUpload([], NoForm, isList: false) { Urls = [.. urls.OfType<string>()] }, null);
        }

        var limits = UploadLimits.Of(options, DetectParameters.IsBatch(request.Query));
        var type = MediaTypeHeaderValue.TryParse(request.ContentType, out var parsed) ? parsed : null;
        var isMultipart = type is not null && type.MediaType.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase);
        var limit = isMultipart || JsonUpload.IsType(type) || FormUpload.IsType(type) ? limits.BodyBytes : limits.ImageBytes;
        return request.ContentLength == 0 ? (null, Empty())
            : request.ContentLength > limit ? (null, limits.TooLarge())
            : isMultipart ? await MultipartUpload.ReadAsync(request, type!, limits)
            : await ReadSinglePartAsync(request, type, limit, limits);
    }

    /// <summary>The problem of images that do not fit the request: several without <c>batch=true</c>, or a single unusable one.</summary>
    /// <param name="isBatch">True if several images are accepted.</param>
    public ProblemResult? Refuse(bool isBatch) =>
        isBatch ? null
        : isList || Count > 1 ? InferenceProblems.SeveralImages.Result(
            $"The request has {(Count > 1 ? Count : "a list of")} images under '{(Urls.Count > 0 ? UploadFields.ImageUrl : UploadFields.Image)}'. Send one, or add batch=true to the query for one result per image, in order.")
        : _images.Count > 0 ? _images[0].Unusable
        : null;

    /// <summary>Adds the images that were fetched from the URLs. The upload owns them from then on.</summary>
    public void SetImages(IReadOnlyList<UploadedImage> fetched) => _images = fetched;

    public void Dispose()
    {
        foreach (var image in _images)
        {
            image.Dispose();
        }

        memory?.Dispose();
    }

    private static bool HasBody(HttpRequest request) =>
        request.ContentLength is not 0 && request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true };

    private static async ValueTask<(ImageUpload?, ProblemResult?)> ReadSinglePartAsync(HttpRequest request, MediaTypeHeaderValue? type, long limit, UploadLimits limits)
    {
        var body = await ImageBody.ReadAsync(request.Body, request.ContentLength ?? 0, limit, request.HttpContext.RequestAborted);
        if (body is null)
        {
            return (null, limits.TooLarge());
        }

        var (upload, problem) = Interpret(body, type, limits);
        if (upload is null)
        {
            body.Dispose();
        }

        return (upload, problem);
    }

    /// <summary>
    /// Detects the format from the content: clients send files and JSON as <c>application/x-www-form-urlencoded</c> (curl), or
    /// without a media type.
    /// </summary>
    private static (ImageUpload?, ProblemResult?) Interpret(ImageBody body, MediaTypeHeaderValue? type, UploadLimits limits)
    {
        var bytes = body.Memory.Span;
        return bytes.IsEmpty ? (null, Empty())
            : JsonUpload.Matches(bytes) || (JsonUpload.IsType(type) && Base64Text.LooksLikeText(bytes)) ? JsonUpload.Read(body, limits)
            : FormUpload.IsType(type) && FormUpload.Matches(bytes) ? FormUpload.Read(body, limits)
            : (new ImageUpload([UploadedImage.Of(body, null, limits)], NoForm, isList: false), null);
    }

    private static ProblemResult Empty() => InferenceProblems.EmptyBody.Result($"The body is empty. {Accepted}");
}
