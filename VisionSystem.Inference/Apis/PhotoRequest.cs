using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using VisionSystem.Inference.Imaging;
using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Inference.Apis;

/// <summary>A photo and the parameters that came with it.</summary>
/// <param name="Photo">The bytes.</param>
/// <param name="Filename">As the client named it, if it did.</param>
/// <param name="Form">Text parts of a multipart body: parameters, like those of the query.</param>
internal sealed record PhotoRequest(PhotoBody Photo, string? Filename, IReadOnlyDictionary<string, string> Form) : IDisposable
{
    /// <summary>Text parts are parameters; this is the most one may hold.</summary>
    private const int MostTextBytes = 8 * 1024;
    private const int MostParts = 32;
    private static readonly Dictionary<string, string> NoForm = [];

    public void Dispose() => Photo.Dispose();

    /// <summary>Reads the request: a multipart body with the part <c>image</c>, or a body that is the photo itself.</summary>
    public static async ValueTask<(PhotoRequest? Request, ProblemResult? Problem)> ReadAsync(HttpRequest request, ImagingOptions options)
    {
        var limit = (long)options.MaxFileSizeMb << 20;
        if (request.ContentLength == 0)
        {
            return (null, InferenceProblems.EmptyBody.Result("Send the photo as the multipart part 'image' or as the body itself."));
        }

        return MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase)
            ? await ReadMultipartAsync(request, type, limit)
            : await ReadRawAsync(request, limit);
    }

    private static async ValueTask<(PhotoRequest?, ProblemResult?)> ReadRawAsync(HttpRequest request, long limit)
    {
        if (request.ContentLength > limit)
        {
            return (null, TooLarge(limit));
        }

        var photo = await PhotoBody.ReadAsync(request.Body, request.ContentLength ?? 0, limit, request.HttpContext.RequestAborted);
        if (photo is { Length: 0 })
        {
            photo.Dispose();
            return (null, InferenceProblems.EmptyBody.Result("Send the photo as the multipart part 'image' or as the body itself."));
        }

        return photo is null ? (null, TooLarge(limit)) : (new PhotoRequest(photo, null, NoForm), null);
    }

    private static async ValueTask<(PhotoRequest?, ProblemResult?)> ReadMultipartAsync(HttpRequest request, MediaTypeHeaderValue type, long limit)
    {
        // Part headers and parameters come on top of the photo.
        if (request.ContentLength > limit + (64 * 1024))
        {
            return (null, TooLarge(limit));
        }

        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        if (string.IsNullOrEmpty(boundary))
        {
            return (null, Problems.MalformedBody.Result("The Content-Type multipart/form-data names no boundary."));
        }

        var aborted = request.HttpContext.RequestAborted;
        var reader = new MultipartReader(boundary, request.Body) { HeadersCountLimit = 16, HeadersLengthLimit = 16 * 1024 };
        var form = new Dictionary<string, string>(StringComparer.Ordinal);
        PhotoBody? photo = null;
        string? filename = null;
        var parts = 0;
        try
        {
            while (await reader.ReadNextSectionAsync(aborted) is { } section)
            {
                if (++parts > MostParts)
                {
                    photo?.Dispose();
                    return (null, Problems.MalformedBody.Result($"The body has more than {MostParts} parts."));
                }

                if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
                {
                    continue;
                }

                var name = HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? "";
                if (name == "image" && photo is null)
                {
                    photo = await PhotoBody.ReadAsync(section.Body, request.ContentLength ?? 0, limit, aborted);
                    if (photo is null)
                    {
                        return (null, TooLarge(limit));
                    }

                    filename = Name(disposition);
                }
                else if (disposition.FileName.Length == 0 && disposition.FileNameStar.Length == 0)
                {
                    using var text = await PhotoBody.ReadAsync(section.Body, 0, MostTextBytes, aborted);
                    form[name] = text is null ? "" : System.Text.Encoding.UTF8.GetString(text.Memory.Span);
                }
            }
        }
        catch (Exception e) when (e is InvalidDataException or (IOException and not BadHttpRequestException))
        {
            photo?.Dispose();
            return (null, Problems.MalformedBody.Result($"The multipart body is malformed: {e.Message}"));
        }
        catch
        {
            photo?.Dispose();
            throw;
        }

        return photo is null
            ? (null, InferenceProblems.ImageMissing.Result("The multipart body has no part named 'image'."))
            : (new PhotoRequest(photo, filename, form), null);
    }

    private static string? Name(ContentDispositionHeaderValue disposition)
    {
        var name = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).Value;
        return string.IsNullOrEmpty(name) ? null : name.Length > 255 ? name[..255] : name;
    }

    private static ProblemResult TooLarge(long limit) =>
        Problems.BodyTooLarge.Result($"A photo may have {limit >> 20} MB (CV_MAX_FILE_SIZE_MB).");
}
