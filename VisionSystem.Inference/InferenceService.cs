using System.Text.Json.Serialization.Metadata;
using Microsoft.OpenApi;
using VisionSystem.Inference.Authentication;
using VisionSystem.Inference.Caching;
using VisionSystem.Inference.Detect;
using VisionSystem.Inference.Forwarding;
using VisionSystem.Inference.Idempotency;
using VisionSystem.Inference.Limits;
using VisionSystem.Inference.Models;
using VisionSystem.Inference.Recording;
using VisionSystem.Inference.Requests;
using VisionSystem.Inference.Scheduling;
using VisionSystem.Inference.UrlInput;
using VisionSystem.ServiceDefaults.Configuration;
using VisionSystem.ServiceDefaults.Health;
using VisionSystem.ServiceDefaults.Http;
using VisionSystem.ServiceDefaults.Idempotency;
using VisionSystem.ServiceDefaults.Redis;
using VisionSystem.Vision.Imaging;
using VisionSystem.Vision.Models;

namespace VisionSystem.Inference;

/// <summary>The service that runs models on images; also the anchor type for tests, since each service has a <c>Program</c>.</summary>
internal sealed class InferenceService
{
    public const string Name = "yolo-inference";

    private InferenceService()
    {
    }
}

internal static class InferenceServiceExtensions
{
    public static WebApplicationBuilder AddInferenceService(this WebApplicationBuilder builder)
    {
        builder.AddScheduling();
        builder.AddModels();
        builder.AddRecording();
        builder.AddSharedState();
        builder.AddCallers();
        builder.AddApis();
        return builder;
    }

    public static void MapInferenceService(this WebApplication app)
    {
        app.UsePages();
        app.UseCallers();
        app.UseRateLimiter();
        app.MapOpenApi().AnswerHead().AllowAnonymous();
        app.MapImageTasks();
        app.MapModelsApi();
        app.MapSessionApi();
        app.MapLoggingProxyApi();
    }

    private static void AddScheduling(this WebApplicationBuilder builder)
    {
        builder.AddValidatedOptions<ImagingOptions>(ImagingOptions.Section);
        builder.AddValidatedOptions<DecodeOptions>(DecodeOptions.Section);
        builder.AddValidatedOptions<BatchingOptions>(BatchingOptions.Section);
        builder.Services.AddSingleton<ImageCodecs>().AddSingleton<DecodeLimiter>().AddSingleton<InferenceWorker>();
        builder.Services.AddSingleton<AnnotationRenderer>().AddSingleton<InferencePipeline>();

        // Runs and decodes block pool threads; the minimum leaves free threads for requests.
        ThreadPool.GetMinThreads(out var workers, out var completions);
        ThreadPool.SetMinThreads(Math.Max(workers, 8 + (4 * Environment.ProcessorCount)), completions);
    }

    private static void AddModels(this WebApplicationBuilder builder)
    {
        builder.AddValidatedOptions<ModelOptions>(ModelOptions.Section);
        builder.AddValidatedOptions<ExecutionOptions>(ExecutionOptions.Section);
        builder.Services.AddSingleton<ModelFiles>().AddSingleton<ModelStamps>().AddSingleton<ExecutionProviders>().AddSingleton<IModelLoader, ModelLoader>();
        builder.Services.AddSingleton<ModelRepository>().AddSingleton<ModelResolver>();
        builder.Services.AddSingleton<HealthProbe>().AddSingleton<ModelOpener>();
        builder.Services.AddHostedService<ModelWarmUp>().AddHostedService<ModelWatcher>().AddHostedService<RunWatchdog>();
        builder.Services.AddHealthChecks()
            .AddCheck<ModelHealthCheck>("model", tags: [HealthTags.Ready])
            .AddCheck<EngineLivenessCheck>("engine", tags: [HealthTags.Live]);
    }

    private static void AddRecording(this WebApplicationBuilder builder)
    {
        builder.AddValidatedOptions<RecordingOptions>(RecordingOptions.Section);
        builder.AddLoggingClients();
        builder.Services.AddSingleton<PredictionSpool>().AddSingleton<PredictionRecorder>().AddSingleton<LoggingForwarder>();
        builder.Services.AddHostedService<SpoolSender>();
        builder.Services.AddHealthChecks().AddCheck<SpoolHealthCheck>("spool");
    }

    /// <summary>State that replicas share through Redis: cached results, rate limits, stored responses.</summary>
    private static void AddSharedState(this WebApplicationBuilder builder)
    {
        builder.AddRedis().AddCallerLimits().AddIdempotencyKeys();
        builder.AddValidatedOptions<CacheOptions>(CacheOptions.Section);
        builder.AddValidatedOptions<IdempotencyOptions>(IdempotencyOptions.Section);
        builder.Services.AddSingleton<ResultCache>();
    }

    private static void AddApis(this WebApplicationBuilder builder)
    {
        builder.AddUrlInput();
        builder.Services.AddSingleton<DetectEndpoint>();
        builder.Services.AddWireJson(JsonTypeInfoResolver.Combine(InferenceJson.Default, ModelJson.Default, SessionJson.Default));
        builder.Services.AddOpenApi(document => document.AddDocumentTransformer(static (described, _, cancellationToken) =>
        {
            (described.Info.Title, described.Info.Description) = ("VisionSystem", "Images in, boxes out, every prediction stored.");

            // Relative to the document, because a proxy may serve it under a path that is unknown to this service.
            described.Servers = [new OpenApiServer { Url = ".." }];
            return LoggingProxyApi.DescribeAsync(described, cancellationToken);
        }));
    }
}
