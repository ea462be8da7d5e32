using VisionSystem.Inference.Diagnostics;
using VisionSystem.ServiceDefaults.Problems;
using VisionSystem.Vision.Imaging;

namespace VisionSystem.Inference.Requests;

/// <summary>One image of a request.</summary>
/// <param name="Image">The bytes.</param>
/// <param name="Filename">As the client named it, if it did.</param>
internal sealed record UploadedImage(ImageBody Image, string? Filename) : IDisposable
{
    /// <summary>Why it cannot be used; null where nothing is known against it.</summary>
    public ProblemResult? Unusable { get; init; }

    /// <summary>One whose bytes cannot be used.</summary>
    public static UploadedImage Faulty(ProblemResult problem, string? filename = null) => new(ImageBody.None, filename) { Unusable = problem };

    /// <summary>An image of so many bytes as were sent for it.</summary>
    public static UploadedImage Of(ImageBody image, string? filename, UploadLimits limits) => new(image, filename)
    {
        Unusable = image.Length == 0 ? InferenceProblems.EmptyBody.Result($"The image is empty. {ImageUpload.Accepted}")
            : image.Length > limits.ImageBytes ? limits.TooLarge()
            : null,
    };

    /// <summary>An image that was sent as base64, which is decoded in its own memory.</summary>
    public static UploadedImage OfText(ImageBody text, TextEscapes escapes, UploadLimits limits)
    {
        var fault = Base64Text.Decode(text.Writable, escapes, out var start, out var length);
        if (fault is not null)
        {
            return new UploadedImage(text, null) { Unusable = Problems.MalformedBody.Result($"The value of 'image' cannot be read. {fault}") };
        }

        text.Narrow(start, length);
        return Of(text, null, limits);
    }

    public void Dispose() => Image.Dispose();
}

/// <summary>How much one request may carry.</summary>
/// <param name="ImageBytes">Bytes of one image.</param>
/// <param name="TotalBytes">Bytes of all its images.</param>
/// <param name="Images">How many images there may be.</param>
/// <param name="IsBatch">Whether the query asks for several.</param>
internal sealed record UploadLimits(long ImageBytes, long TotalBytes, int Images, bool IsBatch)
{
    /// <summary>Part headers and parameters come on top of the images.</summary>
    private const long Besides = 64 * 1024;

    /// <summary>The most bytes of a body that can hold what is allowed as base64, with its line breaks and escapes.</summary>
    public long BodyBytes => AsText(IsBatch ? TotalBytes : ImageBytes);

    /// <summary>The most bytes of one image as text.</summary>
    public long ImageTextBytes => AsText(ImageBytes);

    public static UploadLimits Of(ImagingOptions options, bool isBatch) =>
        new((long)options.MaxFileSizeMb << 20, (long)options.RequestSizeMb << 20, options.MaxImagesPerRequest, isBatch);

    /// <summary>The problem of an image, or of all images together, that are more than allowed.</summary>
    public ProblemResult TooLarge() => Problems.BodyTooLarge.Result(
        $"A photo may have {ImageBytes >> 20} MB (CV_MAX_FILE_SIZE_MB), all photos of a request with batch=true in its query {TotalBytes >> 20} MB (CV_MAX_REQUEST_SIZE_MB).");

    public ProblemResult TooMany() => InferenceProblems.TooManyImages.Result(
        $"A request may have {Images} images (CV_MAX_IMAGES_PER_REQUEST): send the others in further requests.");

    private static long AsText(long bytes) => Math.Min((bytes * 3 / 2) + Besides, Array.MaxLength - 1);
}
