using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using VisionSystem.Contracts;
using VisionSystem.Logging.Requests;

namespace VisionSystem.Logging.Reviews;

/// <summary>
/// Reads the body of a review and rejects unknown fields: an ignored misspelt <c>boxes</c> would mean an image without objects.
/// </summary>
internal static class ReviewBody
{
    private static readonly JsonTypeInfo<ReviewDraft> Strict = (JsonTypeInfo<ReviewDraft>)new JsonSerializerOptions(WireJson.Default.Options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    }.GetTypeInfo(typeof(ReviewDraft));

    /// <summary>Reads a review; returns null and records an error if the body is invalid.</summary>
    public static async Task<ReviewDraft?> ReadAsync(Stream body, FieldErrors errors, CancellationToken cancellationToken)
    {
        try
        {
            var draft = await JsonSerializer.DeserializeAsync(body, Strict, cancellationToken);
            errors.Require(draft is not null, "body", "a JSON object is expected");
            return draft;
        }
        catch (JsonException exception)
        {
            errors.Add(FieldOf(exception), "unknown field or invalid value; a review has verdict, boxes, missed, reviewer and note, with boxes as {class, box {x1, y1, x2, y2}}");
            return null;
        }
    }

    /// <summary>Converts the parser's JSON path <c>$.boxes[0].class</c> to a field name.</summary>
    private static string FieldOf(JsonException exception) => exception.Path is ['$', '.', .. var path] ? path : "body";
}
