using System.Reflection;
using VisionSystem.Logging;
using VisionSystem.ServiceDefaults;
using VisionSystem.ServiceDefaults.Http;
using VisionSystem.ServiceDefaults.Lifetime;

var builder = WebApplication.CreateBuilder(args);
if (Assembly.GetEntryAssembly()?.GetName().Name == "GetDocument.Insider")
{
    // The build asks for the OpenAPI document; the settings in its environment are for services that run.
    builder.Configuration.Sources.Clear();
    builder.Configuration.AddInMemoryCollection([new("CV_AUTH", "off")]);
}

builder.AddServiceDefaults(LoggingService.Name);
builder.AddLoggingService();

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapOpenApi().AnswerHead();
app.MapLoggingService();
app.RunToEnd();
