using System.Buffers;
using VisionSystem.Inference.Diagnostics;
using VisionSystem.ServiceDefaults.Problems;
using VisionSystem.Vision.Imaging;

namespace VisionSystem.Inference.Scheduling;

/// <summary>
/// Draws what was found onto the image at full size and writes it as JPEG. No more pictures are held for that than for
/// detection: an image that was decoded at full size is drawn upon in the room that it has, any other is decoded again, and
/// has a place among those that are decoded until its JPEG is written.
/// </summary>
internal sealed class AnnotationRenderer(ImageCodecs codecs, DecodeLimiter lane)
{
    /// <summary>The longest side of a JPEG that libjpeg writes, in pixels.</summary>
    private const int LongestSide = 65_500;

    /// <summary>The problem of an image that cannot become a JPEG; null where it can.</summary>
    public static ProblemResult? Refuse(in ImageHeader header) => Math.Max(header.Width, header.Height) <= LongestSide
        ? null
        : Problems.InvalidParameters.Result(
            "The photo cannot be answered as a picture.",
            new Dictionary<string, string[]>
            {
                ["format"] = [$"a JPEG has at most {LongestSide} pixels on a side, and the photo {header.UprightWidth} × {header.UprightHeight}; ask for json"],
            });

    /// <summary>Draws upon the pixels that were detected on, if they are all of the image's and there is time; they are of no other use then.</summary>
    public InferenceResult DrawUpon(PixelBuffer pixels, InferenceResult answer, Deadline deadline) =>
        pixels.Width == answer.Header.Width && pixels.Height == answer.Header.Height && !deadline.Token.IsCancellationRequested
            ? Draw(pixels, answer)
            : answer;

    /// <summary>Decodes the image at full size and draws, unless that is done.</summary>
    /// <exception cref="OperationCanceledException">The client went away.</exception>
    public async ValueTask<InferenceOutcome> DrawAsync(ReadOnlyMemory<byte> image, InferenceResult answer, PixelConversion conversion, Deadline deadline)
    {
        if (answer.Drawn is not null)
        {
            return answer;
        }

        if (Refuse(answer.Header) is { } refusal)
        {
            return refusal;
        }

        try
        {
            using (await lane.AcquireAsync(answer.Header, deadline.Token))
            {
                var fault = codecs.Decode(image, answer.Header, 0, 0, conversion, deadline.Token, out var pixels, out var detail);
                using (pixels)
                {
                    deadline.Token.ThrowIfCancellationRequested();
                    return pixels is null ? InferenceProblems.Of(fault).Result(detail!) : Draw(pixels, answer);
                }
            }
        }
        catch (OperationCanceledException) when (deadline.Token.IsCancellationRequested)
        {
            deadline.Client.ThrowIfCancellationRequested();
            return QueueProblems.DrawnLate(answer.Model);
        }
    }

    private InferenceResult Draw(PixelBuffer pixels, InferenceResult answer)
    {
        if (answer.Header.Orientation == 1)
        {
            return Written(pixels, answer);
        }

        using var upright = new UprightView(pixels, answer.Header.Orientation).Upright();
        pixels.Dispose();
        return Written(upright, answer);
    }

    private InferenceResult Written(PixelBuffer upright, InferenceResult answer)
    {
        Annotator.Draw(upright, answer.Detections);
        var jpeg = new ArrayBufferWriter<byte>(64 * 1024);
        codecs.EncodeJpeg(upright, jpeg);
        return answer with { Drawn = jpeg.WrittenMemory };
    }
}
