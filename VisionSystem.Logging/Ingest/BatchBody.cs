using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using VisionSystem.Contracts;
using VisionSystem.Logging.Diagnostics;
using VisionSystem.Logging.Requests;
using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Logging.Ingest;

/// <summary>
/// Reads a delivery (<see cref="PredictionBatch"/>) as it arrives: the predictions into memory, then one image at a time as a
/// stream. A malformed body throws <see cref="BatchRefusedException"/>.
/// </summary>
internal sealed class BatchBody
{
    /// <summary>Large enough for 256 predictions with thousands of detections each. Images are never held in memory.</summary>
    private const long MaxPredictionsBytes = 64L << 20;

    private const int MaxBoundaryLength = 70;

    private readonly MultipartReader _reader;

    private BatchBody(MultipartReader reader) => _reader = reader;

    /// <summary>Validates the headers without reading the body.</summary>
    public static BatchBody Open(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            throw Malformed("The content type must be multipart/form-data.");
        }

        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).ToString();
        if (boundary is not { Length: > 0 and <= MaxBoundaryLength })
        {
            throw Malformed("The content type must contain a boundary of at most 70 characters.");
        }

        return new BatchBody(new MultipartReader(boundary, request.Body));
    }

    /// <summary>Reads the first part of the body.</summary>
    public async Task<IReadOnlyList<Prediction?>> ReadPredictionsAsync(CancellationToken cancellationToken)
    {
        if (await NextPartAsync(PredictionBatch.PredictionsPart, cancellationToken) is not { } part)
        {
            throw Malformed($"The first part must be {PredictionBatch.PredictionsPart}.");
        }

        try
        {
            using var stream = new PartStream(part.Body, MaxPredictionsBytes);
            return await JsonSerializer.DeserializeAsync(stream, WireJson.Default.IReadOnlyListPrediction, cancellationToken)
                ?? throw Malformed($"{PredictionBatch.PredictionsPart} must be an array.");
        }
        catch (JsonException exception)
        {
            var errors = new FieldErrors();
            errors.Add(FieldOf(exception), "invalid type or format");
            throw new BatchRefusedException(LoggingProblems.MalformedBatch, $"{PredictionBatch.PredictionsPart} must be a JSON array of predictions.", errors);
        }
    }

    /// <summary>Returns the next image, or null at the end. The caller reads it completely before it requests another.</summary>
    public async Task<BatchImage?> NextImageAsync(CancellationToken cancellationToken) =>
        await NextPartAsync(PredictionBatch.ImagePart, cancellationToken) is { } part
            ? new BatchImage(HeaderUtilities.RemoveQuotes(part.GetContentDispositionHeader()!.FileName).ToString(), new PartStream(part.Body, long.MaxValue))
            : null;

    private static BatchRefusedException Malformed(string detail) => new(LoggingProblems.MalformedBatch, detail);

    /// <summary>Returns the next part, which must have the given name, or null at the end.</summary>
    private async Task<MultipartSection?> NextPartAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var part = await _reader.ReadNextSectionAsync(cancellationToken);
            if (part is not null && HeaderUtilities.RemoveQuotes(part.GetContentDispositionHeader()?.Name ?? default) != name)
            {
                throw Malformed($"Expected a part named {name}, but received another part.");
            }

            return part;
        }
        catch (Exception exception) when (exception is IOException and not BadHttpRequestException or InvalidDataException)
        {
            throw Malformed("The multipart body is truncated or malformed.");
        }
    }

    /// <summary>Converts the parser's path <c>$[3].image.sha256</c> to the field name <c>predictions[3].image.sha256</c>.</summary>
    private static string FieldOf(JsonException exception) =>
        PredictionBatch.PredictionsPart + (exception.Path is ['$', .. var path] ? path : "");
}

/// <summary>An image of a delivery.</summary>
internal readonly record struct BatchImage(string Name, Stream Content);

/// <summary>
/// A delivery is rejected. This is an exception because any read from the body can find it malformed. It is caused by the
/// sender and never occurs on the hot path.
/// </summary>
internal sealed class BatchRefusedException(ProblemKind kind, string detail, FieldErrors? errors = null) : Exception(detail)
{
    public ProblemKind Kind => kind;

    public ProblemResult ToResult() => kind.Result(Message, errors?.ToDictionary());
}
