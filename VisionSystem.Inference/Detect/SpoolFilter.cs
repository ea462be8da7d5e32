using Microsoft.Net.Http.Headers;
using VisionSystem.Inference.Idempotency;
using VisionSystem.Inference.Limits;
using VisionSystem.Inference.Recording;
using VisionSystem.Inference.Requests;

namespace VisionSystem.Inference.Detect;

/// <summary>
/// Refuses an image whose prediction cannot be recorded, or whose tenant may not store more. Runs twice: before the body is read, if query, headers and settings
/// decide how the prediction is recorded, and again before the model is resolved. In between, the body may set
/// <c>recording=off</c>, and the idempotency filter may return an earlier response.
/// </summary>
internal sealed class SpoolFilter(PredictionRecorder recorder, CallerLimits limits, RecordingOptions options) : IEndpointFilter
{
    private const string Parameter = "recording";

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var mode = http.Features.Get<DetectRequest>()?.Parameters.Recording ?? ModeOf(http.Request);
        return mode is { } known && (recorder.Refuse(known) ?? limits.RefuseRecording(http.User, known)) is { } refusal ? new(refusal) : next(context);
    }

    /// <summary>The recording mode of a request before its body is read; null if the body or an earlier response may decide, or if the query is invalid.</summary>
    private RecordingMode? ModeOf(HttpRequest request) =>
        request.Headers.ContainsKey(IdempotencyHeader.Name) ? null
        : request.Query.TryGetValue(Parameter, out var value) ? Enum.TryParse<RecordingMode>(value, ignoreCase: true, out var mode) && Enum.IsDefined(mode) ? mode : null
        : HasFields(request.ContentType) ? null
        : options.Mode;

    /// <summary>True if a body of this type can hold parameters beside the image.</summary>
    private static bool HasFields(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && (type.Type.Equals("multipart", StringComparison.OrdinalIgnoreCase)
            || type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
            || type.SubType.Equals("json", StringComparison.OrdinalIgnoreCase)
            || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase));
}
