using VisionSystem.Inference;
using VisionSystem.ServiceDefaults;
using VisionSystem.ServiceDefaults.Lifetime;

var builder = ServiceHost.CreateBuilder(args);
builder.AddServiceDefaults(InferenceService.Name);
InferenceService.AddTo(builder);

var app = builder.Build();
app.MapDefaultEndpoints();
InferenceService.MapTo(app);
app.RunToEnd();
