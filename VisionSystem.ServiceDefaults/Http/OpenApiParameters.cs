using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.OpenApi;

namespace VisionSystem.ServiceDefaults.Http;

/// <summary>A parameter that is read from the request itself, for the OpenAPI document.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it means.</param>
/// <param name="Type">What its text is.</param>
public sealed record OpenApiParameterInfo(string Name, string Description, JsonSchemaType Type = JsonSchemaType.String)
{
    /// <summary>Where it stands.</summary>
    public ParameterLocation In { get; init; } = ParameterLocation.Query;

    /// <summary>The values that it may have; empty for any.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>Describes it as one of an operation's parameters.</summary>
    public void AddTo(OpenApiOperation operation) => (operation.Parameters ??= []).Add(new OpenApiParameter
    {
        Name = Name,
        In = In,
        Description = Description,
        Schema = new OpenApiSchema { Type = Type, Enum = Values.Count == 0 ? null : [.. Values.Select(value => JsonValue.Create(value))] },
    });
}

/// <summary>Describes parameters by hand, where a handler reads them from the request itself.</summary>
public static class OpenApiParameters
{
    /// <summary>Describes a header of the request.</summary>
    public static RouteHandlerBuilder WithHeader(this RouteHandlerBuilder route, string name, string description) =>
        route.With(new OpenApiParameterInfo(name, description) { In = ParameterLocation.Header });

    /// <summary>Describes a query parameter.</summary>
    public static RouteHandlerBuilder WithQuery(this RouteHandlerBuilder route, string name, string description, string type, params string[] values) =>
        route.With(new OpenApiParameterInfo(name, description, Enum.Parse<JsonSchemaType>(type, ignoreCase: true)) { Values = values });

    private static RouteHandlerBuilder With(this RouteHandlerBuilder route, OpenApiParameterInfo parameter) =>
        route.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            parameter.AddTo(operation);
            return Task.CompletedTask;
        });
}
