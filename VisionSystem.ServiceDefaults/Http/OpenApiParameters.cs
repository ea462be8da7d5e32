using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.OpenApi;

namespace VisionSystem.ServiceDefaults.Http;

/// <summary>
/// The OpenAPI description of a parameter that a handler parses from the request itself. Parameters that the platform binds need
/// none; its binding stops at the first invalid parameter, where this API reports all of them in one response.
/// </summary>
/// <param name="Name">The name of the parameter.</param>
/// <param name="Description">The meaning of the parameter, one sentence.</param>
/// <param name="Type">The JSON type of the value.</param>
public sealed record OpenApiParameterInfo(string Name, string Description, JsonSchemaType Type = JsonSchemaType.String)
{
    /// <summary>The location of the parameter.</summary>
    public ParameterLocation In { get; init; } = ParameterLocation.Query;

    /// <summary>The accepted values; empty for any.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>Adds the parameter to an operation.</summary>
    /// <param name="operation">The operation.</param>
    public void AddTo(OpenApiOperation operation) => (operation.Parameters ??= []).Add(new OpenApiParameter
    {
        Name = Name,
        In = In,
        Description = Description,
        Schema = new OpenApiSchema { Type = Type, Enum = Values.Count == 0 ? null : [.. Values.Select(value => JsonValue.Create(value))] },
    });
}

/// <summary>Adds <see cref="OpenApiParameterInfo"/> to routes.</summary>
public static class OpenApiParameters
{
    /// <summary>Describes a request header.</summary>
    /// <param name="route">The route.</param>
    /// <param name="name">The name of the header.</param>
    /// <param name="description">The meaning of the header, one sentence.</param>
    /// <returns>The route.</returns>
    public static RouteHandlerBuilder WithHeader(this RouteHandlerBuilder route, string name, string description) =>
        route.With(new OpenApiParameterInfo(name, description) { In = ParameterLocation.Header });

    /// <summary>Describes a query parameter.</summary>
    /// <param name="route">The route.</param>
    /// <param name="name">The name of the parameter.</param>
    /// <param name="description">The meaning of the parameter, one sentence.</param>
    /// <param name="type">The JSON type of the value: <c>string</c>, <c>integer</c>, <c>number</c> or <c>boolean</c>.</param>
    /// <param name="values">The accepted values; none for any.</param>
    /// <returns>The route.</returns>
    public static RouteHandlerBuilder WithQuery(this RouteHandlerBuilder route, string name, string description, string type, params string[] values) =>
        route.With(new OpenApiParameterInfo(name, description, Enum.Parse<JsonSchemaType>(type, ignoreCase: true)) { Values = values });

    private static RouteHandlerBuilder With(this RouteHandlerBuilder route, OpenApiParameterInfo parameter) =>
        route.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            parameter.AddTo(operation);
            return Task.CompletedTask;
        });
}
