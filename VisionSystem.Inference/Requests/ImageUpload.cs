using Microsoft.Net.Http.Headers;
using VisionSystem.Inference.Diagnostics;
using VisionSystem.ServiceDefaults.Problems;
using VisionSystem.Vision.Imaging;

namespace VisionSystem.Inference.Requests;

/// <summary>The images of a request and the parameters that came with them, in whichever form they were sent.</summary>
/// <param name="images">At least one, in the order of the request.</param>
/// <param name="form">Parameters in the body, like those of the query.</param>
/// <param name="isList">Whether the request holds a list of images, even if of one.</param>
/// <param name="memory">What the images are parts of, where it is not their own.</param>
internal sealed class ImageUpload(IReadOnlyList<UploadedImage> images, IReadOnlyDictionary<string, string> form, bool isList, ImageBody? memory = null) : IDisposable
{
    /// <summary>Every way to send an image, in one sentence.</summary>
    public const string Accepted =
        "Send the image as the multipart part 'image' (a file, base64 or a data URL), as the body itself, as the urlencoded field 'image', or as JSON: {\"image\": \"<base64 or data URL>\"}.";

    private static readonly Dictionary<string, string> NoForm = [];

    public IReadOnlyList<UploadedImage> Images => images;

    public IReadOnlyDictionary<string, string> Form => form;

    /// <summary>Reads a request's body.</summary>
    public static async ValueTask<(ImageUpload? Upload, ProblemResult? Problem)> ReadAsync(HttpRequest request, ImagingOptions options)
    {
        var limits = UploadLimits.Of(options, DetectParameters.IsBatch(request.Query));
        var type = MediaTypeHeaderValue.TryParse(request.ContentType, out var parsed) ? parsed : null;
        var isMultipart = type is not null && type.MediaType.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase);
        var limit = isMultipart || JsonUpload.IsType(type) || FormUpload.IsType(type) ? limits.BodyBytes : limits.ImageBytes;
        return request.ContentLength == 0 ? (null, Empty())
            : request.ContentLength > limit ? (null, limits.TooLarge())
            : isMultipart ? await MultipartUpload.ReadAsync(request, type!, limits)
            : await ReadWholeAsync(request, type, limit, limits);
    }

    /// <summary>What is wrong with the images for a call that wants several answered, or only one.</summary>
    public ProblemResult? Refuse(bool isBatch) =>
        isBatch ? null
        : isList || images.Count > 1 ? InferenceProblems.SeveralImages.Result(
            $"The request has {(images.Count > 1 ? images.Count : "a list of")} images under 'image': send one, or add batch=true to the query to have each answered, in order.")
        : images[0].Unusable;

    public void Dispose()
    {
        foreach (var image in images)
        {
            image.Dispose();
        }

        memory?.Dispose();
    }

    private static async ValueTask<(ImageUpload?, ProblemResult?)> ReadWholeAsync(HttpRequest request, MediaTypeHeaderValue? type, long limit, UploadLimits limits)
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
    /// Tells by the content what the body is: clients name files and JSON alike <c>application/x-www-form-urlencoded</c>
    /// (curl), or give no type at all.
    /// </summary>
    private static (ImageUpload?, ProblemResult?) Interpret(ImageBody body, MediaTypeHeaderValue? type, UploadLimits limits)
    {
        var bytes = body.Memory.Span;
        return bytes.IsEmpty ? (null, Empty())
            : JsonUpload.Matches(bytes) || (JsonUpload.IsType(type) && Base64Text.LooksLikeText(bytes)) ? JsonUpload.Read(body, limits)
            : FormUpload.IsType(type) && FormUpload.Matches(bytes) ? FormUpload.Read(body, limits)
            : (new ImageUpload([UploadedImage.Of(body, null, limits)], NoForm, isList: false), null);
    }

    private static ProblemResult Empty() => InferenceProblems.EmptyBody.Result($"Nothing was sent. {Accepted}");
}
