using Microsoft.Net.Http.Headers;
using VisionSystem.Inference.Idempotency;
using VisionSystem.Inference.Recording;

namespace VisionSystem.Inference.Detect;

/// <summary>
/// Refuses an image whose prediction could not be kept before its body is read. A body that can say <c>recording=off</c> itself,
/// and a request whose answer may be there already, are left to <see cref="DetectHandler"/>, which refuses before decoding.
/// </summary>
internal sealed class SpoolFilter(PredictionRecorder recorder, RecordingOptions options) : IEndpointFilter
{
    private const string Parameter = "recording";

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        Mode(context.HttpContext.Request) is { } mode && recorder.Refuse(mode) is { } refusal ? new(refusal) : next(context);

    /// <summary>How the prediction is to be recorded; null where the query does not tell, or tells nothing that can be used.</summary>
    private RecordingMode? Mode(HttpRequest request) =>
        request.Headers.ContainsKey(IdempotencyHeader.Name) ? null
        : request.Query.TryGetValue(Parameter, out var asked) ? Enum.TryParse<RecordingMode>(asked, ignoreCase: true, out var mode) && Enum.IsDefined(mode) ? mode : null
        : HasFields(request.ContentType) ? null
        : options.Mode;

    /// <summary>Whether a body holds parameters beside the image.</summary>
    private static bool HasFields(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && (type.Type.Equals("multipart", StringComparison.OrdinalIgnoreCase)
            || type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
            || type.SubType.Equals("json", StringComparison.OrdinalIgnoreCase)
            || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase));
}
