using System.Buffers;
using VisionSystem.Inference.Diagnostics;
using VisionSystem.ServiceDefaults.Problems;
using VisionSystem.Vision.Imaging;

namespace VisionSystem.Inference.Scheduling;

/// <summary>
/// Draws the detections onto the image at full size and encodes it as JPEG. Drawing needs no more pixel memory than detection:
/// an image decoded at full size is drawn on in its own buffer; any other is decoded again under the decode limit, which it
/// occupies until its JPEG is written.
/// </summary>
internal sealed class AnnotationRenderer(ImageCodecs codecs, DecodeLimiter decodes)
{
    /// <summary>Maximum side of a JPEG that libjpeg writes, in pixels.</summary>
    private const int MaxSide = 65_500;

    /// <summary>The problem of an image that cannot be encoded as JPEG; null otherwise.</summary>
    public static ProblemResult? Refuse(in ImageHeader header) => Math.Max(header.Width, header.Height) <= MaxSide
        ? null
        : Problems.InvalidParameters.Result(
            "The image is too large for format=image.",
            new Dictionary<string, string[]>
            {
                ["format"] = [$"a JPEG has at most {MaxSide} pixels on a side, and the image has {header.UprightWidth} × {header.UprightHeight}; use format=json"],
            });

    /// <summary>Draws onto the pixels of the detection, if they are the full image and time remains. The pixels cannot be used afterwards.</summary>
    public InferenceResult DrawOn(PixelBuffer pixels, InferenceResult result, Deadline deadline) =>
        pixels.Width == result.Header.Width && pixels.Height == result.Header.Height && !deadline.Token.IsCancellationRequested
            ? Draw(pixels, result)
            : result;

    /// <summary>Decodes the image at full size and draws; returns a result that is already drawn unchanged.</summary>
    /// <exception cref="OperationCanceledException">The client disconnected.</exception>
    public async ValueTask<InferenceOutcome> DrawAsync(
        string tenant, ReadOnlyMemory<byte> image, InferenceResult result, PixelConversion conversion, Deadline deadline)
    {
        if (result.Drawn is not null)
        {
            return result;
        }

        if (Refuse(result.Header) is { } refusal)
        {
            return refusal;
        }

        try
        {
            using (await decodes.AcquireAsync(tenant, result.Header, deadline.Token))
            {
                var fault = codecs.Decode(image, result.Header, 0, 0, conversion, deadline.Token, out var pixels, out var detail);
                using (pixels)
                {
                    deadline.Token.ThrowIfCancellationRequested();
                    return pixels is null ? InferenceProblems.Of(fault).Result(detail!) : Draw(pixels, result);
                }
            }
        }
        catch (OperationCanceledException) when (deadline.Token.IsCancellationRequested)
        {
            deadline.Client.ThrowIfCancellationRequested();
            return QueueProblems.NotDrawnInTime(result.Model);
        }
    }

    private InferenceResult Draw(PixelBuffer pixels, InferenceResult result)
    {
        if (result.Header.Orientation == 1)
        {
            return Encode(pixels, result);
        }

        using var upright = new UprightView(pixels, result.Header.Orientation).Upright();
        pixels.Dispose();
        return Encode(upright, result);
    }

    private InferenceResult Encode(PixelBuffer upright, InferenceResult result)
    {
        Annotator.Draw(upright, result.Detections);
        var jpeg = new ArrayBufferWriter<byte>(64 * 1024);
        codecs.EncodeJpeg(upright, jpeg);
        return result with { Drawn = jpeg.WrittenMemory };
    }
}
