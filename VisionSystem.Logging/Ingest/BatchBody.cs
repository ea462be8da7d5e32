using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using VisionSystem.Contracts;
using VisionSystem.Logging.Diagnostics;
using VisionSystem.Logging.Requests;

namespace VisionSystem.Logging.Ingest;

/// <summary>
/// Reads a delivery as it arrives (<see cref="PredictionBatch"/>): the predictions into memory, then one image at a time as a
/// stream. What cannot be read is a <see cref="BatchRefusedException"/>.
/// </summary>
internal sealed class BatchBody
{
    /// <summary>Room for 256 predictions of thousands of detections; the images are not held in memory at all.</summary>
    private const long MaxPredictionsBytes = 64L << 20;

    private const int MaxBoundaryLength = 70;

    private readonly MultipartReader _reader;

    private BatchBody(MultipartReader reader) => _reader = reader;

    /// <summary>Looks at the headers only.</summary>
    public static BatchBody Open(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            throw Malformed("multipart/form-data is expected.");
        }

        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).ToString();
        if (boundary is not { Length: > 0 and <= MaxBoundaryLength })
        {
            throw Malformed("The content type names no boundary of at most 70 characters.");
        }

        return new BatchBody(new MultipartReader(boundary, request.Body));
    }

    /// <summary>The first part.</summary>
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
            errors.Add(FieldOf(exception), "not what is expected here");
            throw new BatchRefusedException(LoggingProblems.MalformedBatch, $"{PredictionBatch.PredictionsPart} is not an array of predictions in JSON.", errors);
        }
    }

    /// <summary>The next image, to be read before the one after it is asked for; null at the end.</summary>
    public async Task<BatchImage?> NextImageAsync(CancellationToken cancellationToken) =>
        await NextPartAsync(PredictionBatch.ImagePart, cancellationToken) is { } part
            ? new BatchImage(HeaderUtilities.RemoveQuotes(part.GetContentDispositionHeader()!.FileName).ToString(), new PartStream(part.Body, long.MaxValue))
            : null;

    private static BatchRefusedException Malformed(string detail) => new(LoggingProblems.MalformedBatch, detail);

    /// <summary>The part that comes next, which must have this name; null at the end.</summary>
    private async Task<MultipartSection?> NextPartAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var part = await _reader.ReadNextSectionAsync(cancellationToken);
            if (part is not null && HeaderUtilities.RemoveQuotes(part.GetContentDispositionHeader()?.Name ?? default) != name)
            {
                throw Malformed($"A part that is not {name} came where {name} was expected.");
            }

            return part;
        }
        catch (Exception exception) when (exception is IOException and not BadHttpRequestException or InvalidDataException)
        {
            throw Malformed("The multipart body is cut short or malformed.");
        }
    }

    /// <summary><c>$[3].image.sha256</c>, as the parser names it, as our fields are named: <c>predictions[3].image.sha256</c>.</summary>
    private static string FieldOf(JsonException exception) =>
        PredictionBatch.PredictionsPart + (exception.Path is ['$', .. var path] ? path : "");
}
