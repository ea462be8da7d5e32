using VisionSystem.Contracts;
using VisionSystem.Logging.Administration;
using VisionSystem.Logging.Audit;
using VisionSystem.Logging.Deletion;
using VisionSystem.Logging.Exports;
using VisionSystem.Logging.Images;
using VisionSystem.Logging.Keys;
using VisionSystem.Logging.Ingest;
using VisionSystem.Logging.Persistence;
using VisionSystem.Logging.Persistence.Encryption;
using VisionSystem.Logging.Persistence.Folder;
using VisionSystem.Logging.Persistence.Objects;
using VisionSystem.Logging.Persistence.Postgres;
using VisionSystem.Logging.Persistence.S3;
using VisionSystem.Logging.Persistence.Sqlite;
using VisionSystem.Logging.Reviews;
using VisionSystem.Logging.Search;
using VisionSystem.Logging.Stats;
using VisionSystem.Logging.Streaming;
using VisionSystem.Logging.Tenants;
using VisionSystem.ServiceDefaults.Audit;
using VisionSystem.ServiceDefaults.Authentication;
using VisionSystem.ServiceDefaults.Configuration;
using VisionSystem.ServiceDefaults.FanOut;
using VisionSystem.ServiceDefaults.Health;
using VisionSystem.ServiceDefaults.Http;
using VisionSystem.ServiceDefaults.Redis;

namespace VisionSystem.Logging;

/// <summary>
/// The service that owns predictions and images. Program.cs composes it. Tests start it by this type, because every service
/// has a class named Program.
/// </summary>
internal sealed class LoggingService
{
    public const string Name = "logging-service";

    /// <summary>A loopback address, because the internal routes have no authentication.</summary>
    public const string DefaultAddress = "http://127.0.0.1:8001";

    private LoggingService()
    {
    }
}

internal static class LoggingServiceExtensions
{
    /// <summary>Maps the routes of every feature.</summary>
    public static void MapLoggingService(this WebApplication app)
    {
        app.UseAudit();
        app.UseAccess(app.Services.GetRequiredService<ServiceTokens>().IsConfigured, "CV_SERVICE_KEY (the key that inference-service signs its tokens with)");
        app.MapIngest();
        app.MapSearch();
        app.MapStreaming();
        app.MapExports();
        app.MapDeletion();
        app.MapStatsApi();
        app.MapReviewApi();
        app.MapImagesApi();
        app.MapKeys();
        app.MapAudit();
        app.MapTenants();
    }

    public static WebApplicationBuilder AddLoggingService(this WebApplicationBuilder builder)
    {
        builder.AddDefaultAddress();
        builder.AddServiceAccess();
        builder.AddAudit<AuditStore>();
        builder.AddValidatedOptions<StoreOptions>(StoreOptions.Section);
        builder.Services.AddWireJson(WireJson.Default);
        builder.Services.AddOpenApi().AddPublicDocument();

        // inference-service validates the host of the original request and forwards it.
        builder.Services.PostConfigure<ForwardedHeadersOptions>(static forwarded => forwarded.AllowedHosts.Clear());
        builder.Services.AddSingleton<BatchIngest>();
        builder.AddRedis().AddMessageFanOut();
        builder.Services.AddSingleton<PredictionNotifier>();
        builder.Services.AddSingleton<PredictionFollower>();
        builder.AddValidatedOptions<ExportOptions>(ExportOptions.Section);
        builder.Services.AddSingleton<Exporter>();
        builder.Services.AddSingleton<ReviewQueue>();
        builder.Services.AddSingleton<PredictionRemoval>();
        builder.AddValidatedOptions<KeyOptions>(KeyOptions.Section);
        builder.Services.AddSingleton<KeyStore>();
        builder.AddTenants();
        builder.AddPredictionStore();
        builder.AddImageStore();
        builder.AddRetention();
        builder.Services.AddSingleton<AuditStore>().AddHostedService<AuditRetention>();
        builder.AddImageSweep();
        builder.Services.AddHostedService<StoreStartup>();
        return builder;
    }

    private static void AddPredictionStore(this WebApplicationBuilder builder)
    {
        if (builder.DatabaseAddress() is { } address)
        {
            builder.AddPostgresStore(address);
        }
        else
        {
            builder.AddSqliteStore();
        }

        builder.Services.AddHealthChecks().AddCheck<DatabaseHealth>("database", tags: [HealthTags.Ready]);
    }

    private static void AddImageStore(this WebApplicationBuilder builder)
    {
        builder.AddValidatedOptions<EncryptionOptions>(EncryptionOptions.Section);
        builder.Services.AddSingleton<KeyRing>();
        builder.Services.AddSingleton<ImageEncryptor>();
        builder.Services.AddSingleton<IncomingFiles>();
        builder.Services.AddSingleton<FolderObjectStore>();
        builder.Services.AddSingleton(services => services.GetRequiredService<StoreOptions>().S3);
        builder.Services.AddSingleton<S3Clients>();
        builder.Services.AddSingleton<S3Calls>();
        builder.Services.AddSingleton<S3Bucket>();
        builder.Services.AddSingleton<S3Probe>();
        builder.Services.AddSingleton<S3ObjectStore>();
        builder.Services.AddSingleton<IObjectStore>(static services => services.GetRequiredService<StoreOptions>().Images.InFolder
            ? services.GetRequiredService<FolderObjectStore>()
            : services.GetRequiredService<S3ObjectStore>());
        builder.Services.AddSingleton<IImageStore, ImageStore>();
        builder.Services.AddSingleton<ImageQuarantine>();
        builder.Services.AddSingleton<ImagesHealth>();
        builder.Services.AddHealthChecks().AddCheck<ImagesHealth>("images", tags: [HealthTags.Ready]);
    }

    private static void AddImageSweep(this WebApplicationBuilder builder)
    {
        builder.AddValidatedOptions<SweepOptions>(SweepOptions.Section);
        builder.Services.AddSingleton<ImageSweep>();
        builder.Services.AddSingleton<SweepHealth>();
        builder.Services.AddHostedService<SweepService>();
        builder.Services.AddHealthChecks().AddCheck<SweepHealth>("image-sweep");
    }

    private static void AddRetention(this WebApplicationBuilder builder)
    {
        builder.AddValidatedOptions<RetentionOptions>(RetentionOptions.Section);
        builder.Services.AddHostedService<RetentionService>();
    }

    private static void AddTenants(this WebApplicationBuilder builder)
    {
        builder.AddValidatedOptions<TenantOptions>(TenantOptions.Section);
        builder.Services.AddSingleton<TenantStore>();
        builder.Services.AddSingleton<TenantStates>();
        builder.Services.AddSingleton<ITenantStates>(static services => services.GetRequiredService<TenantStates>());
        builder.Services.AddSingleton<TenantAdministration>();
        builder.Services.AddSingleton<TenantSignal>();
        builder.Services.AddHostedService<TenantRemovalService>();
        builder.Services.AddHostedService<TenantCountService>();
    }

    private static void AddDefaultAddress(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        string[] keys = [WebHostDefaults.ServerUrlsKey, WebHostDefaults.HttpPortsKey, WebHostDefaults.HttpsPortsKey];
        if (keys.All(key => string.IsNullOrEmpty(configuration[key])) && !configuration.GetSection("Kestrel:Endpoints").Exists())
        {
            builder.WebHost.UseUrls(LoggingService.DefaultAddress);
        }
    }
}
