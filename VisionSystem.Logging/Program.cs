using System.Reflection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using VisionSystem.Logging;
using VisionSystem.ServiceDefaults;
using VisionSystem.ServiceDefaults.Http;
using VisionSystem.ServiceDefaults.Lifetime;

var builder = WebApplication.CreateBuilder(args);

// The build starts this program to generate the OpenAPI document: without the settings of its environment, and without stores.
var isDescribing = Assembly.GetEntryAssembly()?.GetName().Name == "GetDocument.Insider";
if (isDescribing)
{
    builder.Configuration.Sources.Clear();
    builder.Configuration.AddInMemoryCollection([new("CV_AUTH", "off")]);
}

builder.AddServiceDefaults(LoggingService.Name);
builder.AddLoggingService();
if (isDescribing)
{
    builder.Services.RemoveAll<IHostedService>();
}

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapOpenApi().AnswerHead();
app.MapLoggingService();
app.RunToEnd();
