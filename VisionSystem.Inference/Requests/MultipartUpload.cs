using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using VisionSystem.Contracts;
using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Inference.Requests;

/// <summary>Reads a multipart body part by part: images from parts named <c>image</c>, parameters from text parts.</summary>
internal sealed class MultipartUpload(HttpRequest request, UploadLimits limits)
{
    /// <summary>RFC 2046 allows 70 characters; some clients send more.</summary>
    private const int MaxBoundary = 256;

    private readonly UploadFields _fields = new("multipart body", "part");
    private readonly List<UploadedImage> _images = [];
    private long _left = limits.TotalBytes;

    public static async ValueTask<(ImageUpload?, ProblemResult?)> ReadAsync(HttpRequest request, MediaTypeHeaderValue type, UploadLimits limits)
    {
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        if (string.IsNullOrEmpty(boundary) || boundary.Length > MaxBoundary)
        {
            return (null, Problems.MalformedBody.Result(
                $"The Content-Type multipart/form-data has no boundary of 1 to {MaxBoundary} characters. {ImageUpload.Accepted}"));
        }

        // Skipped parts are read too, and the length of a chunked body is unknown.
        if (request.ContentLength is null && request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = Math.Max(limits.BodyBytes, limits.TotalBytes * 3 / 2);
        }

        var upload = new MultipartUpload(request, limits);
        var isComplete = false;
        try
        {
            var problem = await upload.ReadAsync(boundary);
            isComplete = problem is null;
            return isComplete ? (new ImageUpload(upload._images, upload._fields.Form, isList: false) { Urls = upload._fields.Urls }, null) : (null, problem);
        }
        catch (Exception e) when (e is InvalidDataException or (IOException and not BadHttpRequestException))
        {
            return (null, Problems.MalformedBody.Result($"The multipart body is malformed: {e.Message}"));
        }
        finally
        {
            if (!isComplete)
            {
                upload.DisposeImages();
            }
        }
    }

    private async ValueTask<ProblemResult?> ReadAsync(string boundary)
    {
        var reader = new MultipartReader(boundary, request.Body) { HeadersCountLimit = 16, HeadersLengthLimit = 16 * 1024 };
        var parts = 0;
        while (await reader.ReadNextSectionAsync(request.HttpContext.RequestAborted) is { } section)
        {
            if (++parts - Math.Max(0, _images.Count + _fields.Urls.Count - 1) > UploadFields.MaxFields)
            {
                return _fields.TooManyFields();
            }

            if (ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition) && await ReadSectionAsync(section, disposition) is { } problem)
            {
                return problem;
            }
        }

        return _fields.Refuse(_images.Count);
    }

    private async ValueTask<ProblemResult?> ReadSectionAsync(MultipartSection section, ContentDispositionHeaderValue disposition)
    {
        var name = HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? "";
        var isFile = disposition.FileName.Length > 0 || disposition.FileNameStar.Length > 0;
        if (name == UploadFields.Image)
        {
            return await ReadImageAsync(section, Filename(disposition), isText: !isFile || IsBase64(section));
        }

        if (isFile)
        {
            _fields.AddFile(name);
            return null;
        }

        using var text = await ImageBody.ReadAsync(section.Body, 0, UploadFields.MaxTextBytes, request.HttpContext.RequestAborted);
        if (text is null)
        {
            return _fields.TooLong(name);
        }

        var value = UploadFields.Text(text.Memory.Span);
        if (name == UploadFields.ImageUrl)
        {
            _fields.AddUrl(value);
        }
        else
        {
            _fields.Add(name, value);
        }

        return null;
    }

    private async ValueTask<ProblemResult?> ReadImageAsync(MultipartSection section, string? filename, bool isText)
    {
        if (_images.Count == limits.Images)
        {
            return limits.TooMany();
        }

        // A single image is most of its request. The buffers of batch images grow as they are read.
        var expected = limits.IsBatch || _images.Count > 0 ? 0 : request.ContentLength ?? 0;
        var limit = isText ? limits.ImageTextBytes : limits.ImageBytes;
        var image = await ImageBody.ReadAsync(section.Body, expected, Math.Min(limit, isText ? _left * 3 / 2 : _left), request.HttpContext.RequestAborted);
        if (image is null)
        {
            if (!limits.IsBatch || _left < limits.ImageBytes)
            {
                return limits.TooLarge();
            }

            _left -= limits.ImageBytes;
            _images.Add(UploadedImage.Unreadable(limits.TooLarge(), filename));
            return null;
        }

        _images.Add(isText && Base64Text.LooksLikeText(image.Memory.Span) ? UploadedImage.OfText(image, TextEscapes.None, limits) : UploadedImage.Of(image, filename, limits));
        _left -= image.Length;
        return _left < 0 ? limits.TooLarge() : null;
    }

    private void DisposeImages()
    {
        foreach (var image in _images)
        {
            image.Dispose();
        }
    }

    private static bool IsBase64(MultipartSection section) =>
        section.Headers is { } headers && headers.TryGetValue("Content-Transfer-Encoding", out var encoding)
        && string.Equals(encoding.ToString().Trim(), "base64", StringComparison.OrdinalIgnoreCase);

    private static string? Filename(ContentDispositionHeaderValue disposition)
    {
        var name = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).Value;
        return string.IsNullOrEmpty(name) ? null : PredictionText.Cut(name);
    }
}
