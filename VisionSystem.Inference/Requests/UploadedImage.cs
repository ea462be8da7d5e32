using System.Security.Cryptography;
using VisionSystem.Inference.Diagnostics;
using VisionSystem.ServiceDefaults.Problems;
using VisionSystem.Vision.Imaging;

namespace VisionSystem.Inference.Requests;

/// <summary>One image of a request.</summary>
/// <param name="image">The bytes.</param>
/// <param name="filename">The client's file name; null without one.</param>
internal sealed class UploadedImage(ImageBody image, string? filename) : IDisposable
{
    private string? _sha256;

    public ImageBody Image => image;

    public string? Filename => filename;

    /// <summary>The problem that prevents a result; null if none is known before decoding.</summary>
    public ProblemResult? Unusable { get; private init; }

    /// <summary>SHA-256 of the bytes, lower-case hex: 64 characters. Computed once and shared by fingerprint, cache key and prediction.</summary>
    public string Sha256 => _sha256 ??= Convert.ToHexStringLower(SHA256.HashData(image.Memory.Span));

    /// <summary>Represents an image whose bytes were not read.</summary>
    public static UploadedImage Unreadable(ProblemResult problem, string? filename = null) => new(ImageBody.None, filename) { Unusable = problem };

    /// <summary>Represents an image by its bytes, which may be none or too many.</summary>
    public static UploadedImage Of(ImageBody image, string? filename, UploadLimits limits) => new(image, filename)
    {
        Unusable = image.Length == 0 ? InferenceProblems.EmptyBody.Result($"The image is empty. {ImageUpload.Accepted}")
            : image.Length > limits.ImageBytes ? limits.TooLarge()
            : null,
    };

    /// <summary>Represents an image sent as base64, decoded in place.</summary>
    public static UploadedImage OfText(ImageBody text, TextEscapes escapes, UploadLimits limits)
    {
        var fault = Base64Text.Decode(text.Writable, escapes, out var start, out var length);
        if (fault is not null)
        {
            return new UploadedImage(text, null) { Unusable = Problems.MalformedBody.Result($"The value of 'image' cannot be decoded. {fault}") };
        }

        text.Narrow(start, length);
        return Of(text, null, limits);
    }

    public void Dispose() => image.Dispose();
}

/// <summary>Size limits of one request.</summary>
/// <param name="ImageBytes">Maximum bytes of one image.</param>
/// <param name="TotalBytes">Maximum bytes of all images together.</param>
/// <param name="Images">Maximum number of images.</param>
/// <param name="IsBatch">True if the query has <c>batch=true</c>.</param>
internal sealed record UploadLimits(long ImageBytes, long TotalBytes, int Images, bool IsBatch)
{
    /// <summary>Bytes allowed beside the images, for part headers and parameters.</summary>
    private const long Overhead = 64 * 1024;

    /// <summary>Maximum bytes of a body that holds the allowed images as base64, with line breaks and escapes.</summary>
    public long BodyBytes => AsText(IsBatch ? TotalBytes : ImageBytes);

    /// <summary>Maximum bytes of one image as text.</summary>
    public long ImageTextBytes => AsText(ImageBytes);

    public static UploadLimits Of(ImagingOptions options, bool isBatch) =>
        new((long)options.MaxFileSizeMb << 20, (long)options.RequestSizeMb << 20, options.MaxImagesPerRequest, isBatch);

    /// <summary>The problem of an image, or of all images together, above the limit.</summary>
    public ProblemResult TooLarge() => Problems.BodyTooLarge.Result(
        $"An image may have at most {ImageBytes >> 20} MB (CV_MAX_FILE_SIZE_MB), all images of a request with batch=true in its query at most {TotalBytes >> 20} MB (CV_MAX_REQUEST_SIZE_MB). Send smaller images, or fewer in each request.");

    public ProblemResult TooMany() => InferenceProblems.TooManyImages.Result(
        $"A request may have at most {Images} images (CV_MAX_IMAGES_PER_REQUEST). Send the remaining images in further requests.");

    private static long AsText(long bytes) => Math.Min((bytes * 3 / 2) + Overhead, Array.MaxLength - 1);
}
