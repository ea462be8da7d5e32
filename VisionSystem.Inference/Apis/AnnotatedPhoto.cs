using System.Buffers;
using VisionSystem.Inference.Imaging;
using VisionSystem.Inference.Pipeline;

namespace VisionSystem.Inference.Apis;

/// <summary>The answer of <c>format=image</c>: the photo as JPEG, upright, boxes drawn.</summary>
internal sealed class AnnotatedPhoto(ReadOnlyMemory<byte> jpeg, Guid id) : IResult
{
    /// <summary>Names the prediction that the picture shows.</summary>
    public const string IdHeader = "X-Prediction-Id";

    /// <summary>What was odd about the photo; null for nothing.</summary>
    public IReadOnlyList<string>? Warnings { get; init; }

    /// <summary>Decodes the photo at full size, draws, encodes.</summary>
    public static IResult Of(ImageCodecs codecs, ReadOnlyMemory<byte> photo, PhotoAnswer answer, Guid id)
    {
        var header = answer.Header;
        var fault = codecs.Decode(photo, header, 0, 0, out var pixels, out var detail);
        if (pixels is null)
        {
            return InferenceProblems.Of(fault).Result(detail!);
        }

        using (pixels)
        {
            using var upright = new UprightView(pixels, header.Orientation).Upright();
            Annotator.Draw(upright, answer.Detections);
            var jpeg = new ArrayBufferWriter<byte>(64 * 1024);
            codecs.EncodeJpeg(upright, jpeg);
            return new AnnotatedPhoto(jpeg.WrittenMemory, id) { Warnings = PhotoWarnings.Of(header) };
        }
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = "image/jpeg";
        httpContext.Response.ContentLength = jpeg.Length;
        httpContext.Response.Headers[IdHeader] = id.ToString();
        if (Warnings is not null)
        {
            httpContext.Response.Headers[PhotoWarnings.Header] = string.Join(", ", Warnings);
        }

        await httpContext.Response.Body.WriteAsync(jpeg, httpContext.RequestAborted);
    }
}
