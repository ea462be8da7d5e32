using VisionSystem.AppHost;
using VisionSystem.AppHost.Publishing;
using VisionSystem.AppHost.Servers;
using VisionSystem.AppHost.Startup;

var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { Args = args, AllowUnsecuredTransport = true, TrustDeveloperCertificate = false });
var options = await builder.AddStartupAsync(args);

var keys = builder.AddAccessKeys(options);

var logging = builder.AddProject<Projects.VisionSystem_Logging>("logging-service", launchProfileName: null)
    .WithBuiltProgram()
    .WithHttpPort(options.LoggingPort, containerPort: 8001)
    .WithServiceNames("logging-service", "logging-headless")
    .WithHttpHealthCheck("/ready")
    .WithDataFolder("CV_DATA_PATH", options.DataPath)
    .WithAccess(keys, options);

var inference = builder.AddProject<Projects.VisionSystem_Inference>("yolo-inference", launchProfileName: null)
    .WithBuiltProgram()
    .WithHttpPort(options.Port, containerPort: 8000, options.Listen.Host, options.Replicas)
    .WithServiceNames("yolo-inference", "yolo-service", "yolo-headless").WithReachableAddresses(options.Listen)
    .WithExternalHttpEndpoints().WithConsoleLinks().WithSampleImageCommand(keys)
    .WithHttpHealthCheck("/ready")
    .WithDataFolder("CV_SPOOL_PATH", options.SpoolPath)
    .WithEnvironment("ORT_DISABLE_TELEMETRY", "1")
    .WithAccess(keys, options).WithEnvironment(AccessKeys.AdministratorVariable, keys.Administrator)
    .WithReference(logging).WaitFor(logging);

if (builder.AddServers(options) is { } servers)
{
    logging.WithReference(servers.Database).WaitFor(servers.Database)
        .WithReference(servers.Cache).WaitFor(servers.Cache)
        .WithImageBucket(servers.Images);
    inference.WithReference(servers.Cache).WaitFor(servers.Cache);
}

if (options.Monitoring)
{
    await builder.AddMonitoringAsync(options, inference, logging);
}

builder.AddPublication(inference);
return await builder.RunToEndAsync();
