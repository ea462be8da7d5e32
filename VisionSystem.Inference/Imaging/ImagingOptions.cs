using VisionSystem.ServiceDefaults.Configuration;

namespace VisionSystem.Inference.Imaging;

/// <summary>What photos may be and who decodes them; section <c>Vision:Images</c>.</summary>
internal sealed record ImagingOptions : IValidated
{
    public const string Section = "Vision:Images";

    /// <summary>The largest picture that fits a buffer whose rows are counted in bytes.</summary>
    private const long MostPixels = int.MaxValue / PixelBuffer.Channels;

    /// <summary>Most pixels by a file's header, before anything is decoded (<c>CV_MAX_PIXELS</c>); 3 bytes of memory each.</summary>
    public long MaxPixels { get; init; } = 64_000_000;

    /// <summary>Most bytes of one file, in MiB (<c>CV_MAX_FILE_SIZE_MB</c>).</summary>
    public int MaxFileSizeMb { get; init; } = 50;

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

        if (MaxFileSizeMb is < 1 or > 2047)
        {
            yield return $"{SettingCatalog.NameOf(Section + ":" + nameof(MaxFileSizeMb))} must be 1 to 2047, not {MaxFileSizeMb}.";
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
