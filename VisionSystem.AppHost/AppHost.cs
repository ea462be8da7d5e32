using VisionSystem.AppHost;
using VisionSystem.AppHost.Monitoring;
using VisionSystem.AppHost.Publishing;

var builder = DistributedApplication.CreateBuilder(args);
var settings = AppHostSettings.From(builder, args);
if (!Preflight.Passes(builder, settings))
{
    return 1;
}

var logging = builder.AddProject<Projects.VisionSystem_Logging>("logging-service", launchProfileName: null)
    .WithHttpEndpoint(port: settings.LoggingPort, targetPort: builder.PublishedPort(8001), name: "http")
    .WithEndpoint("http", http => http.TargetHost = ListenAddress.Loopback)
    .WithHttpHealthCheck("/ready")
    .WithDataFolder("CV_DATA_PATH", settings.DataPath);

var inference = builder.AddProject<Projects.VisionSystem_Inference>("yolo-inference", launchProfileName: null)
    .WithHttpEndpoint(port: settings.ApiPort, targetPort: builder.PublishedPort(8000), name: "http")
    .WithEndpoint("http", http => http.TargetHost = settings.Listen.Address)
    .WithExternalHttpEndpoints().WithConsoleLinks().WithSamplePhotoCommand()
    .WithHttpHealthCheck("/ready")
    .WithDataFolder("CV_SPOOL_PATH", settings.SpoolPath)
    .WithReplicas(settings.Replicas)
    .WithReference(logging).WaitFor(logging);

if (settings.Topology.Topology == Topology.Containers)
{
    var database = builder.AddPostgres("postgres").WithDataVolume(builder.PublishedName("postgres-data")).AddDatabase("vision-logs", "vision_logs");
    var redis = builder.AddRedis("redis");
    var minio = builder.AddMinio("minio", settings.MinioImage, settings.MinioTag);
    logging.WithReference(database).WaitFor(database)
        .WithReference(redis).WaitFor(redis)
        .WithPhotosIn(minio);
    inference.WithReference(redis).WaitFor(redis);
}

if (settings.Monitoring)
{
    builder.AddMonitoring(inference, logging);
}

Publication.Describe(builder, inference, logging);
builder.Build().Run();
return 0;
