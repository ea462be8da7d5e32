using System.Text;
using VisionSystem.Inference.Requests;

namespace VisionSystem.Inference.Idempotency;

/// <summary>A complete response, stored to be returned to repeated requests.</summary>
/// <param name="ContentType">The media type of the body.</param>
/// <param name="PredictionId">The value of the header with the prediction's id; empty without the header.</param>
/// <param name="Body">The bytes of the body.</param>
/// <param name="IsReplay">True if the response was returned before.</param>
internal sealed record StoredResponse(string ContentType, string PredictionId, byte[] Body, bool IsReplay) : IResult
{
    /// <summary>Executes a result into memory instead of the response body.</summary>
    public static async Task<StoredResponse> CaptureAsync(IResult result, HttpContext context)
    {
        var response = context.Response;
        var client = response.Body;
        using var body = new MemoryStream();
        response.Body = body;
        try
        {
            await result.ExecuteAsync(context);
            await response.BodyWriter.FlushAsync();
        }
        finally
        {
            response.Body = client;
        }

        return new StoredResponse(response.ContentType ?? "", response.Headers[AnnotatedImage.IdHeader].ToString(), body.ToArray(), IsReplay: false);
    }

    public static StoredResponse Read(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
        return new StoredResponse(reader.ReadString(), reader.ReadString(), reader.ReadBytes(bytes.Length), IsReplay: true);
    }

    public byte[] Write()
    {
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(ContentType);
            writer.Write(PredictionId);
            writer.Write(Body);
        }

        return bytes.ToArray();
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = ContentType;
        response.ContentLength = Body.Length;
        if (PredictionId.Length > 0)
        {
            response.Headers[AnnotatedImage.IdHeader] = PredictionId;
        }

        if (IsReplay)
        {
            response.Headers[IdempotencyHeader.Replayed] = "true";
        }

        await response.Body.WriteAsync(Body, httpContext.RequestAborted);
    }
}
