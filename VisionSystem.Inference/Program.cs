using VisionSystem.Inference;
using VisionSystem.Inference.Commands;
using VisionSystem.ServiceDefaults;
using VisionSystem.ServiceDefaults.Lifetime;

if (args is ["model", ..])
{
    return await ModelCommands.RunAsync(args[1..]);
}

var builder = ServiceHost.CreateBuilder(args);
builder.AddServiceDefaults(InferenceService.Name);
InferenceService.AddTo(builder);

var app = builder.Build();
app.MapDefaultEndpoints();
InferenceService.MapTo(app);
app.RunToEnd();

// Not 0 where a service ends itself, as without the GPU that CV_USE_GPU asks for.
return Environment.ExitCode;
