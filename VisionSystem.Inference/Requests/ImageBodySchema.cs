using Microsoft.OpenApi;

namespace VisionSystem.Inference.Requests;

/// <summary>
/// Describes the bodies that hold images, and the answer to several of them: bodies are streamed, so the OpenAPI document
/// cannot read them off the handlers.
/// </summary>
internal static class ImageBodySchema
{
    public const string Jpeg = "image/jpeg";
    private const string Json = "application/json";

    /// <summary>Describes every way to send images. Comes after the query parameters, which forms and JSON take as well.</summary>
    public static RouteHandlerBuilder WithImageBody(this RouteHandlerBuilder route) =>
        route.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            var file = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" };
            var text = new OpenApiSchema { Type = JsonSchemaType.String, Description = "Base64 in either alphabet, or a data URL." };
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    ["multipart/form-data"] = Media(Fields(operation, OneOrMore(file, "A file, or base64 or a data URL without a file name; repeated with batch=true."))),
                    [Json] = Media(JsonFields(operation, OneOrMore(text, "Base64 or a data URL; an array of them with batch=true."))),
                    ["application/x-www-form-urlencoded"] = Media(Fields(operation, OneOrMore(text, "Base64 or a data URL; repeated with batch=true."))),
                    ["image/*"] = Media(file),
                },
            };
            DescribeAnswers(operation, file);
            return Task.CompletedTask;
        });

    private static OpenApiMediaType Media(IOpenApiSchema schema) => new() { Schema = schema };

    private static OpenApiSchema OneOrMore(IOpenApiSchema one, string description) => new()
    {
        Description = description,
        OneOf = [one, new OpenApiSchema { Type = JsonSchemaType.Array, Items = one }],
    };

    private static OpenApiSchema Fields(OpenApiOperation operation, IOpenApiSchema image)
    {
        var fields = new Dictionary<string, IOpenApiSchema> { [UploadFields.Image] = image };
        foreach (var parameter in (operation.Parameters ?? []).Where(parameter => parameter is { In: ParameterLocation.Query, Name: not null, Schema: not null }))
        {
            fields[parameter.Name!] = parameter.Schema!;
        }

        return new OpenApiSchema { Type = JsonSchemaType.Object, Required = new HashSet<string> { UploadFields.Image }, Properties = fields };
    }

    /// <summary>JSON has lists and objects where a form has text.</summary>
    private static OpenApiSchema JsonFields(OpenApiOperation operation, IOpenApiSchema image)
    {
        var fields = Fields(operation, image);
        fields.Properties!["classes"] = OneOrMore(Of(JsonSchemaType.String), "Names or ids that are wanted: comma separated, or an array.");
        fields.Properties[MetadataParameter.Whole] = Of(JsonSchemaType.Object);
        return fields;
    }

    /// <summary>Adds the answer of <c>batch=true</c> to that of one image. A picture is no JSON.</summary>
    private static void DescribeAnswers(OpenApiOperation operation, IOpenApiSchema file)
    {
        if (operation.Responses is null || !operation.Responses.TryGetValue("200", out var response)
            || response.Content is null || !response.Content.TryGetValue(Json, out var media) || media.Schema is not { } one)
        {
            return;
        }

        if (response.Content.TryGetValue(Jpeg, out var picture))
        {
            picture.Schema = file;
        }

        var error = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                [BatchResponse.Error] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Description = "The problem of this image, with its index in the request, from 0.",
                    Properties = new Dictionary<string, IOpenApiSchema>
                    {
                        [BatchResponse.Index] = Of(JsonSchemaType.Integer),
                        ["type"] = Of(JsonSchemaType.String),
                        ["title"] = Of(JsonSchemaType.String),
                        ["status"] = Of(JsonSchemaType.Integer),
                        ["detail"] = Of(JsonSchemaType.String),
                        ["trace_id"] = Of(JsonSchemaType.String),
                    },
                },
            },
        };
        var batch = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = "With batch=true: one result for each image, in the order of the request.",
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                [BatchResponse.Results] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { OneOf = [one, error] } },
                [BatchResponse.Count] = Of(JsonSchemaType.Integer),
            },
        };
        media.Schema = new OpenApiSchema { OneOf = [one, batch] };
    }

    private static OpenApiSchema Of(JsonSchemaType type) => new() { Type = type };
}
