using VisionSystem.Logging;
using VisionSystem.Logging.Apis;
using VisionSystem.ServiceDefaults;
using VisionSystem.ServiceDefaults.Lifetime;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("logging-service");
builder.AddLoggingService();

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapOpenApi();
app.MapPredictionsApi();
app.MapImagesApi();
app.RunToEnd();
