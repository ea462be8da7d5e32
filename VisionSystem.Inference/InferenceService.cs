using System.Text.Json.Serialization.Metadata;
using Microsoft.OpenApi;
using VisionSystem.Inference.Caching;
using VisionSystem.Inference.Detect;
using VisionSystem.Inference.Forwarding;
using VisionSystem.Inference.Idempotency;
using VisionSystem.Inference.Models;
using VisionSystem.Inference.Recording;
using VisionSystem.Inference.Requests;
using VisionSystem.Inference.Scheduling;
using VisionSystem.ServiceDefaults.Configuration;
using VisionSystem.ServiceDefaults.Health;
using VisionSystem.ServiceDefaults.Http;
using VisionSystem.ServiceDefaults.Idempotency;
using VisionSystem.ServiceDefaults.Limits;
using VisionSystem.ServiceDefaults.Redis;
using VisionSystem.Vision.Imaging;
using VisionSystem.Vision.Models;

namespace VisionSystem.Inference;

/// <summary>What inference-service is made of, a step a feature.</summary>
internal sealed class InferenceService
{
    public const string Name = "yolo-inference";

    public static void AddTo(WebApplicationBuilder builder)
    {
        AddImaging(builder);
        AddModels(builder);
        AddRecording(builder);
        AddSharing(builder);
        AddApis(builder);
    }

    private static void AddImaging(WebApplicationBuilder builder)
    {
        builder.AddValidatedOptions<ImagingOptions>(ImagingOptions.Section);
        builder.AddValidatedOptions<DecodeOptions>(DecodeOptions.Section);
        builder.AddValidatedOptions<BatchingOptions>(BatchingOptions.Section);
        builder.Services.AddSingleton<ImageCodecs>().AddSingleton<DecodeLimiter>().AddSingleton<InferenceWorker>();
        builder.Services.AddSingleton<AnnotationRenderer>().AddSingleton<InferencePipeline>();

        // Runs and decodes hold pool threads for as long as they take; requests must find others at once.
        ThreadPool.GetMinThreads(out var workers, out var completions);
        ThreadPool.SetMinThreads(Math.Max(workers, 8 + (4 * Environment.ProcessorCount)), completions);
    }

    private static void AddModels(WebApplicationBuilder builder)
    {
        builder.AddValidatedOptions<ModelOptions>(ModelOptions.Section);
        builder.AddValidatedOptions<ExecutionOptions>(ExecutionOptions.Section);
        builder.Services.AddSingleton<ModelFiles>().AddSingleton<ModelStamps>().AddSingleton<ExecutionProviders>().AddSingleton<IModelLoader, ModelLoader>().AddSingleton<ModelRepository>().AddSingleton<ModelResolver>();
        builder.Services.AddSingleton<HealthProbe>().AddSingleton<ModelOpener>();
        builder.Services.AddHostedService<ModelWarmUp>().AddHostedService<ModelWatcher>().AddHostedService<RunWatchdog>();
        builder.Services.AddHealthChecks()
            .AddCheck<ModelHealthCheck>("model", tags: [HealthTags.Ready])
            .AddCheck<EngineLivenessCheck>("engine", tags: [HealthTags.Live]);
    }

    private static void AddRecording(WebApplicationBuilder builder)
    {
        builder.AddValidatedOptions<RecordingOptions>(RecordingOptions.Section);
        builder.AddLoggingClients();
        builder.Services.AddSingleton<PredictionSpool>().AddSingleton<PredictionRecorder>().AddSingleton<ReadForwarder>();
        builder.Services.AddHostedService<SpoolSender>();
        builder.Services.AddHealthChecks().AddCheck<SpoolHealthCheck>("spool");
    }

    /// <summary>What replicas have in common: results, limits, answers to requests that come again.</summary>
    private static void AddSharing(WebApplicationBuilder builder)
    {
        builder.AddRedis().AddRateLimits().AddIdempotencyKeys();
        builder.AddValidatedOptions<CacheOptions>(CacheOptions.Section);
        builder.AddValidatedOptions<IdempotencyOptions>(IdempotencyOptions.Section);
        builder.Services.AddSingleton<ResultCache>().AddSingleton<CachingPipeline>().AddSingleton<IdempotencyFilter>();
    }

    private static void AddApis(WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<DetectHandler>();
        builder.Services.AddWireJson(JsonTypeInfoResolver.Combine(InferenceJson.Default, ModelJson.Default));
        builder.Services.AddOpenApi(document => document.AddDocumentTransformer(static (described, _, cancellationToken) =>
        {
            (described.Info.Title, described.Info.Description) = ("VisionSystem", "Photos in, boxes out, every prediction kept.");

            // As seen from the document itself, which may lie behind a proxy and below a path that this service knows nothing of.
            described.Servers = [new OpenApiServer { Url = ".." }];
            return LoggingProxyApi.DescribeAsync(described, cancellationToken);
        }));
    }

    public static void MapTo(WebApplication app)
    {
        app.UseDefaultFiles().UseStaticFiles();
        app.MapOpenApi().AnswerHead();
        app.UseSwaggerUI(page =>
        {
            page.RoutePrefix = "docs";
            page.SwaggerEndpoint("../openapi/v1.json", "VisionSystem");
        });
        app.MapImageTasks();
        app.MapModels();
        app.MapKeptPredictions();
    }
}
