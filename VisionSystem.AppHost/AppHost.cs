using VisionSystem.AppHost;

var builder = DistributedApplication.CreateBuilder(args);
var settings = AppHostSettings.From(builder, args);
if (!Preflight.Passes(builder, settings))
{
    return 1;
}

var logging = builder.AddProject<Projects.VisionSystem_Logging>("logging-service", launchProfileName: null)
    .WithHttpEndpoint(port: settings.LoggingPort, name: "http")
    .WithEndpoint("http", http => http.TargetHost = ListenAddress.Loopback)
    .WithHttpHealthCheck("/ready")
    .WithDataFolder("CV_DATA_PATH", settings.DataPath);

builder.AddProject<Projects.VisionSystem_Inference>("yolo-inference", launchProfileName: null)
    .WithHttpEndpoint(port: settings.ApiPort, name: "http")
    .WithEndpoint("http", http => http.TargetHost = settings.Listen.Address)
    .WithExternalHttpEndpoints().WithConsoleLinks()
    .WithHttpHealthCheck("/ready")
    .WithDataFolder("CV_SPOOL_PATH", settings.SpoolPath)
    .WithReference(logging).WaitFor(logging);

builder.Build().Run();
return 0;
