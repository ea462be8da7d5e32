using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.OpenApi;
using VisionSystem.Contracts;
using VisionSystem.ServiceDefaults.Http;

namespace VisionSystem.Inference.Forwarding;

/// <summary>
/// Public routes of logging-service, which owns predictions and images and is internal. The build embeds the OpenAPI document
/// of its public routes: exactly the paths and methods of that document are forwarded and described.
/// </summary>
internal static class LoggingProxyApi
{
    private const string Resource = "logging-service.openapi.json";
    private const string EventStream = "text/event-stream";

    public static void MapLoggingProxyApi(this IEndpointRouteBuilder routes)
    {
        var forwarder = routes.ServiceProvider.GetRequiredService<LoggingForwarder>();
        using var document = JsonDocument.Parse(Open());
        foreach (var path in document.RootElement.GetProperty("paths").EnumerateObject())
        {
            string[] methods = [.. path.Value.EnumerateObject().Select(operation => operation.Name.ToUpperInvariant())];
            var route = routes.MapMethods(path.Name, methods, forwarder.ForwardAsync)
                .AnswerHead()

                // A review is the largest forwarded body.
                .WithMetadata(new RequestSizeLimitAttribute(ReviewDraft.MaxBytes))
                .ExcludeFromDescription();
            if (path.Value.EnumerateObject().Any(operation => IsEventStream(operation.Value)))
            {
                // Pages of other origins may not open it.
                route.WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, contentTypes: [EventStream]));
            }
        }
    }

    /// <summary>Adds the operations and schemas of the forwarded routes.</summary>
    public static async Task DescribeAsync(OpenApiDocument document, CancellationToken cancellationToken)
    {
        await using var content = Open();
        var forwarded = (await OpenApiDocument.LoadAsync(content, OpenApiConstants.Json, cancellationToken: cancellationToken)).Document!;
        foreach (var (path, operations) in forwarded.Paths)
        {
            document.Paths.Add(path, operations);
        }

        document.Components ??= new OpenApiComponents();
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        foreach (var (name, schema) in forwarded.Components?.Schemas ?? new Dictionary<string, IOpenApiSchema>())
        {
            // Types of the contract that both services use have identical schemas.
            document.Components.Schemas.TryAdd(name, schema);
        }

        document.Tags ??= new HashSet<OpenApiTag>();
        document.Tags.UnionWith(forwarded.Tags ?? new HashSet<OpenApiTag>());
    }

    private static bool IsEventStream(JsonElement operation) =>
        operation.GetProperty("responses").TryGetProperty("200", out var ok)
        && ok.TryGetProperty("content", out var content)
        && content.TryGetProperty(EventStream, out _);

    private static Stream Open() => typeof(LoggingProxyApi).Assembly.GetManifestResourceStream(Resource)!;
}
