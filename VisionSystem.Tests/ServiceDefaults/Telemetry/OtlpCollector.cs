using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace VisionSystem.Tests.ServiceDefaults;

/// <summary>Receives OTLP over HTTP and stores the bodies: protobuf, in which texts appear verbatim.</summary>
internal sealed class OtlpCollector(WebApplication app) : IAsyncDisposable
{
    private readonly ConcurrentQueue<(string Path, string Body, string? Key)> _received = [];

    public string Url => app.Urls.First();

    public static async Task<OtlpCollector> StartAsync(string url = "http://127.0.0.1:0")
    {
        var builder = WebApplication.CreateBuilder([$"--urls={url}"]);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var collector = new OtlpCollector(app);
        app.MapPost("/v1/{signal}", collector.TakeAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return collector;
    }

    public bool Has(string signal, string text) => HasMatch(signal, Regex.Escape(text));

    public bool HasMatch(string signal, string pattern) =>
        _received.Any(request => request.Path == "/v1/" + signal && Regex.IsMatch(request.Body, pattern, RegexOptions.Singleline));

    /// <summary>Every received body.</summary>
    public IEnumerable<string> Bodies => _received.Select(request => request.Body);

    public bool HasKey(string key) => _received.Any(request => request.Key == key);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        _received.Enqueue((context.Request.Path.Value!, Encoding.UTF8.GetString(body.ToArray()), context.Request.Headers["x-key"]));
    }
}
