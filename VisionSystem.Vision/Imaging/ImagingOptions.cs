using System.ComponentModel.DataAnnotations;

namespace VisionSystem.Vision.Imaging;

/// <summary>The limits of images and the codecs that decode them (<c>Vision:Images</c>).</summary>
internal sealed record ImagingOptions : IValidatableObject
{
    public const string Section = "Vision:Images";

    /// <summary>The largest image whose bytes an <see cref="int"/> can count.</summary>
    private const int MaxAddressablePixels = int.MaxValue / PixelBuffer.Channels;

    /// <summary>The largest body that fits into one array, in MiB.</summary>
    private const int LargestBodyMb = 2047;

    /// <summary>
    /// The maximum number of pixels in a file's header, checked before decoding (<c>CV_MAX_PIXELS</c>); each takes 3 bytes of
    /// memory.
    /// </summary>
    [Range(1d, MaxAddressablePixels)]
    public long MaxPixels { get; init; } = 64_000_000;

    /// <summary>The maximum size of one file, in MiB (<c>CV_MAX_FILE_SIZE_MB</c>).</summary>
    [Range(1, LargestBodyMb)]
    public int MaxFileSizeMb { get; init; } = 50;

    /// <summary>The maximum number of images in one request (<c>CV_MAX_IMAGES_PER_REQUEST</c>).</summary>
    [Range(1, 1000)]
    public int MaxImagesPerRequest { get; init; } = 16;

    /// <summary>
    /// The maximum total size of one request's images, in MiB (<c>CV_MAX_REQUEST_SIZE_MB</c>); 0 means twice the limit of one
    /// file.
    /// </summary>
    [Range(0, LargestBodyMb)]
    public int MaxRequestSizeMb { get; init; }

    /// <summary>The effective value of <see cref="MaxRequestSizeMb"/>.</summary>
    public int RequestSizeMb => MaxRequestSizeMb > 0 ? MaxRequestSizeMb : Math.Min(2 * MaxFileSizeMb, LargestBodyMb);

    /// <summary>The codecs that may be used (<c>CV_IMAGE_CODEC</c>).</summary>
    public CodecChoice Codec { get; init; } = CodecChoice.Auto;

    /// <summary>True if a JPEG may be decoded at 1/2, 1/4 or 1/8 where the result still covers the model's input (<c>CV_SCALED_DECODE</c>).</summary>
    public bool ScaledDecode { get; init; } = true;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (MaxRequestSizeMb > 0 && MaxRequestSizeMb < MaxFileSizeMb)
        {
            yield return new($"must be 0, or from CV_MAX_FILE_SIZE_MB ({MaxFileSizeMb}) to {LargestBodyMb}, not {MaxRequestSizeMb}", [nameof(MaxRequestSizeMb)]);
        }

        foreach (var error in ImageCodecs.DescribeMissing(Codec))
        {
            yield return new(error);
        }
    }
}

/// <summary>The codecs that the process may use (<c>CV_IMAGE_CODEC</c>).</summary>
internal enum CodecChoice
{
    /// <summary>libjpeg-turbo for JPEG where it is installed; libvips for the other formats.</summary>
    Auto,

    /// <summary>As <see cref="Auto"/>, but a missing libjpeg-turbo is a start-up error.</summary>
    Native,

    /// <summary>Only codecs that the packages contain: libvips decodes every format except BMP, ImageSharp encodes.</summary>
    Portable,
}
