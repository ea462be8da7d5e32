using Microsoft.OpenApi;

namespace VisionSystem.Inference.Requests;

/// <summary>
/// The part of the OpenAPI document that no handler signature holds: bodies are streamed, every parameter may also be a field of
/// the body, and <c>batch=true</c> changes the response.
/// </summary>
internal static class ImageBodySchema
{
    public const string Jpeg = "image/jpeg";
    private const string Json = "application/json";

    /// <summary>Describes the accepted bodies. Call it after the query parameters, which forms and JSON accept as fields.</summary>
    public static RouteHandlerBuilder WithImageBody(this RouteHandlerBuilder route) => route.AddOpenApiOperationTransformer((operation, _, _) =>
    {
        var file = Of(JsonSchemaType.String, format: "binary");
        var text = Of(JsonSchemaType.String, "Base64 in the standard or the URL alphabet, or a data URL.");
        var json = Fields(operation, OneOrMore(text, "Base64 or a data URL; an array of them with batch=true."));
        json.Properties!["classes"] = OneOrMore(Of(JsonSchemaType.String), "Names or ids of the classes to return: comma-separated, or an array.");
        json.Properties[MetadataParameter.Whole] = Of(JsonSchemaType.Object);
        json.Properties[UploadFields.ImageUrl] = OneOrMore(Of(JsonSchemaType.String, format: "uri"), "URL of the image in place of image; an array of them with batch=true.");
        operation.RequestBody = new OpenApiRequestBody
        {
            Description = "The image, or its URL in image_url; without a body if the query has image_url.",
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["multipart/form-data"] = Media(Fields(operation, OneOrMore(file, "A file, or base64 or a data URL without a file name; repeated with batch=true."))),
                [Json] = Media(json),
                ["application/x-www-form-urlencoded"] = Media(Fields(operation, OneOrMore(text, "Base64 or a data URL; repeated with batch=true."))),
                ["image/*"] = Media(file),
            },
        };
        if (operation.Responses?["200"].Content is { } content && content[Json].Schema is { } single)
        {
            content[Json].Schema = new OpenApiSchema { OneOf = [single, Batch(single)] };
            if (content.TryGetValue(Jpeg, out var jpeg))
            {
                jpeg.Schema = file;
            }
        }

        return Task.CompletedTask;
    });

    private static OpenApiSchema Fields(OpenApiOperation operation, IOpenApiSchema image)
    {
        var fields = Object((UploadFields.Image, image));
        foreach (var parameter in (operation.Parameters ?? []).Where(parameter => parameter is { In: ParameterLocation.Query, Name: not null, Schema: not null }))
        {
            fields.Properties![parameter.Name!] = parameter.Schema!;
        }

        return fields;
    }

    private static OpenApiSchema Batch(IOpenApiSchema single)
    {
        var problem = Object(
            (BatchResponse.Index, Of(JsonSchemaType.Integer)),
            ("type", Of(JsonSchemaType.String)),
            ("title", Of(JsonSchemaType.String)),
            ("status", Of(JsonSchemaType.Integer)),
            ("detail", Of(JsonSchemaType.String)),
            ("trace_id", Of(JsonSchemaType.String)));
        problem.Description = "The problem of this image, with its index in the request, from 0.";
        var result = new OpenApiSchema { OneOf = [single, Object((BatchResponse.Error, problem))] };
        var batch = Object(
            (BatchResponse.Results, new OpenApiSchema { Type = JsonSchemaType.Array, Items = result }),
            (BatchResponse.Count, Of(JsonSchemaType.Integer)));
        batch.Description = "With batch=true: one result per image, in the order of the request.";
        return batch;
    }

    private static OpenApiMediaType Media(IOpenApiSchema schema) => new() { Schema = schema };

    private static OpenApiSchema OneOrMore(IOpenApiSchema one, string description) => new()
    {
        Description = description,
        OneOf = [one, new OpenApiSchema { Type = JsonSchemaType.Array, Items = one }],
    };

    private static OpenApiSchema Object(params ReadOnlySpan<(string Name, IOpenApiSchema Schema)> properties)
    {
        var schema = new OpenApiSchema { Type = JsonSchemaType.Object, Properties = new Dictionary<string, IOpenApiSchema>() };
        foreach (var (name, property) in properties)
        {
            schema.Properties.Add(name, property);
        }

        return schema;
    }

    private static OpenApiSchema Of(JsonSchemaType type, string? description = null, string? format = null) =>
        new() { Type = type, Description = description, Format = format };
}
