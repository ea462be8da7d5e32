using System.ComponentModel.DataAnnotations;

namespace VisionSystem.Vision.Imaging;

/// <summary>Limits of images and the codecs that decode them (<c>Vision:Images</c>).</summary>
internal sealed record ImagingOptions : IValidatableObject
{
    public const string Section = "Vision:Images";

    /// <summary>The largest image that fits a buffer whose rows are counted in bytes.</summary>
    private const int MostPixels = int.MaxValue / PixelBuffer.Channels;

    /// <summary>The largest body that fits one array.</summary>
    private const int LargestBodyMb = 2047;

    /// <summary>Most pixels by a file's header, before anything is decoded (<c>CV_MAX_PIXELS</c>); 3 bytes of memory each.</summary>
    [Range(1d, MostPixels)]
    public long MaxPixels { get; init; } = 64_000_000;

    /// <summary>Most bytes of one file, in MiB (<c>CV_MAX_FILE_SIZE_MB</c>).</summary>
    [Range(1, LargestBodyMb)]
    public int MaxFileSizeMb { get; init; } = 50;

    /// <summary>Most images of one request (<c>CV_MAX_IMAGES_PER_REQUEST</c>).</summary>
    [Range(1, 1000)]
    public int MaxImagesPerRequest { get; init; } = 16;

    /// <summary>Most bytes of all images of one request, in MiB (<c>CV_MAX_REQUEST_SIZE_MB</c>); 0 for twice those of one file.</summary>
    [Range(0, LargestBodyMb)]
    public int MaxRequestSizeMb { get; init; }

    /// <summary><see cref="MaxRequestSizeMb"/>, with what 0 stands for.</summary>
    public int RequestSizeMb => MaxRequestSizeMb > 0 ? MaxRequestSizeMb : Math.Min(2 * MaxFileSizeMb, LargestBodyMb);

    /// <summary>Which codecs may be used (<c>CV_IMAGE_CODEC</c>).</summary>
    public CodecChoice Codec { get; init; } = CodecChoice.Auto;

    /// <summary>Whether a JPEG may be decoded at 1/2, 1/4 or 1/8 where that still covers the model's input (<c>CV_SCALED_DECODE</c>).</summary>
    public bool ScaledDecode { get; init; } = true;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (MaxRequestSizeMb > 0 && MaxRequestSizeMb < MaxFileSizeMb)
        {
            yield return new($"must be 0, or from CV_MAX_FILE_SIZE_MB ({MaxFileSizeMb}) to {LargestBodyMb}, not {MaxRequestSizeMb}", [nameof(MaxRequestSizeMb)]);
        }

        foreach (var error in ImageCodecs.Missing(Codec))
        {
            yield return new(error);
        }
    }
}
