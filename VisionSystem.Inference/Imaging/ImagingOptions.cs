using VisionSystem.ServiceDefaults.Configuration;

namespace VisionSystem.Inference.Imaging;

/// <summary>What photos may be and who decodes them; section <c>Vision:Images</c>.</summary>
internal sealed record ImagingOptions : IValidated
{
    public const string Section = "Vision:Images";

    /// <summary>The largest picture that fits a buffer whose rows are counted in bytes.</summary>
    private const long MostPixels = int.MaxValue / PixelBuffer.Channels;

    /// <summary>The largest body that fits one array.</summary>
    private const int LargestBodyMb = 2047;
    private const int MostImages = 1000;

    /// <summary>Most pixels by a file's header, before anything is decoded (<c>CV_MAX_PIXELS</c>); 3 bytes of memory each.</summary>
    public long MaxPixels { get; init; } = 64_000_000;

    /// <summary>Most bytes of one file, in MiB (<c>CV_MAX_FILE_SIZE_MB</c>).</summary>
    public int MaxFileSizeMb { get; init; } = 50;

    /// <summary>Most images of one request (<c>CV_MAX_IMAGES_PER_REQUEST</c>).</summary>
    public int MaxImagesPerRequest { get; init; } = 16;

    /// <summary>Most bytes of all images of one request, in MiB (<c>CV_MAX_REQUEST_SIZE_MB</c>); 0 for twice those of one file.</summary>
    public int MaxRequestSizeMb { get; init; }

    /// <summary><see cref="MaxRequestSizeMb"/>, with what 0 stands for.</summary>
    public int RequestSizeMb => MaxRequestSizeMb > 0 ? MaxRequestSizeMb : Math.Min(2 * MaxFileSizeMb, LargestBodyMb);

    /// <summary>Which codecs may be used (<c>CV_IMAGE_CODEC</c>).</summary>
    public CodecChoice Codec { get; init; } = CodecChoice.Auto;

    /// <summary>Whether a JPEG may be decoded at 1/2, 1/4 or 1/8 where that still covers the model's input (<c>CV_SCALED_DECODE</c>).</summary>
    public bool ScaledDecode { get; init; } = true;

    public IEnumerable<string> Validate()
    {
        if (MaxPixels is < 1 or > MostPixels)
        {
            yield return $"{SettingCatalog.NameOf(Section + ":" + nameof(MaxPixels))} must be 1 to {MostPixels}, not {MaxPixels}.";
        }

        if (MaxFileSizeMb is < 1 or > LargestBodyMb)
        {
            yield return $"{SettingCatalog.NameOf(Section + ":" + nameof(MaxFileSizeMb))} must be 1 to {LargestBodyMb}, not {MaxFileSizeMb}.";
        }

        if (MaxImagesPerRequest is < 1 or > MostImages)
        {
            yield return $"{SettingCatalog.NameOf(Section + ":" + nameof(MaxImagesPerRequest))} must be 1 to {MostImages}, not {MaxImagesPerRequest}.";
        }

        if (MaxRequestSizeMb != 0 && (MaxRequestSizeMb < MaxFileSizeMb || MaxRequestSizeMb > LargestBodyMb))
        {
            yield return $"{SettingCatalog.NameOf(Section + ":" + nameof(MaxRequestSizeMb))} must be 0, or from {SettingCatalog.NameOf(Section + ":" + nameof(MaxFileSizeMb))} ({MaxFileSizeMb}) to {LargestBodyMb}, not {MaxRequestSizeMb}.";
        }

        if (!Enum.IsDefined(Codec))
        {
            yield return $"{SettingCatalog.NameOf(Section + ":" + nameof(Codec))} must be auto, native or portable.";
        }

        foreach (var error in ImageCodecs.Missing(Codec))
        {
            yield return error;
        }
    }
}
