using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using VisionSystem.Contracts;
using VisionSystem.Logging.Requests;

namespace VisionSystem.Logging.Reviews;

/// <summary>
/// Reads a review as it was sent, strictly: a misspelt <c>boxes</c> that was read over would say that nothing is there.
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

    /// <summary>Null, and an error, for what is no review.</summary>
    public static async Task<ReviewDraft?> ReadAsync(Stream body, FieldErrors errors, CancellationToken cancellationToken)
    {
        try
        {
            var draft = await JsonSerializer.DeserializeAsync(body, Strict, cancellationToken);
            errors.Require(draft is not null, "body", "an object is expected");
            return draft;
        }
        catch (JsonException exception)
        {
            errors.Add(FieldOf(exception), "not what is expected here: verdict, boxes, missed, reviewer and note, boxes as {class, box {x1, y1, x2, y2}}");
            return null;
        }
    }

    /// <summary><c>$.boxes[0].class</c>, as the parser names it, as our fields are named.</summary>
    private static string FieldOf(JsonException exception) => exception.Path is ['$', '.', .. var path] ? path : "body";
}
