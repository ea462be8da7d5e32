using VisionSystem.Inference;
using VisionSystem.ServiceDefaults;
using VisionSystem.ServiceDefaults.Lifetime;

var builder = ServiceHost.CreateBuilder(args);
builder.AddServiceDefaults(InferenceService.Name);
builder.AddInferenceService();

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapInferenceService();
app.RunToEnd();
