namespace VisionSystem.Inference.Requests;

/// <summary>The answer of <c>format=image</c>: the image as JPEG, upright, boxes drawn.</summary>
internal sealed class AnnotatedImage(ReadOnlyMemory<byte> jpeg, Guid id) : IResult
{
    /// <summary>Names the prediction that the picture shows.</summary>
    public const string IdHeader = "X-Prediction-Id";

    /// <summary>What was odd about the image; null for nothing.</summary>
    public IReadOnlyList<string>? Warnings { get; init; }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = "image/jpeg";
        httpContext.Response.ContentLength = jpeg.Length;
        httpContext.Response.Headers[IdHeader] = id.ToString();
        if (Warnings is not null)
        {
            httpContext.Response.Headers[ImageWarnings.Header] = string.Join(", ", Warnings);
        }

        await httpContext.Response.Body.WriteAsync(jpeg, httpContext.RequestAborted);
    }
}
