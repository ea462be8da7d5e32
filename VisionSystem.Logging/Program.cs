using System.Reflection;
using VisionSystem.Logging;
using VisionSystem.ServiceDefaults;
using VisionSystem.ServiceDefaults.Http;
using VisionSystem.ServiceDefaults.Lifetime;

var builder = WebApplication.CreateBuilder(args);
if (Assembly.GetEntryAssembly()?.GetName().Name == "GetDocument.Insider")
{
    // The build starts this program only to generate the OpenAPI document, so settings in its environment do not apply.
    builder.Configuration.Sources.Clear();
}

builder.AddServiceDefaults(LoggingService.Name);
builder.AddLoggingService();

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapOpenApi().AnswerHead();
app.MapLoggingService();
app.RunToEnd();
