using VisionSystem.Logging;
using VisionSystem.Logging.Apis;
using VisionSystem.Logging.Commands;
using VisionSystem.ServiceDefaults;
using VisionSystem.ServiceDefaults.Lifetime;
using VisionSystem.ServiceDefaults.Terminal;

if (LoggingCommands.Are(args))
{
    return await LoggingCommands.RunAsync(args, CommandConsole.OfProcess(), settings: []);
}

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults(LoggingService.Name);
builder.AddLoggingService();

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapOpenApi();
app.MapPredictionsApi();
app.MapStatsApi();
app.MapReviewApi();
app.MapImagesApi();
app.RunToEnd();
return 0;
