using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace VisionSystem.Tests.Cli;

/// <summary>A real HTTP server that serves one file and can be configured to misbehave.</summary>
internal sealed class ModelServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _cuts;

    private ModelServer(WebApplication app) => _app = app;

    public byte[] Content { get; set; } = [];

    public string? Etag { get; set; } = "\"v1\"";

    public bool HasRanges { get; set; } = true;

    /// <summary>If false, responds with partial content regardless of the version in If-Range.</summary>
    public bool HeedsVersions { get; set; } = true;

    public int Status { get; set; } = 200;

    /// <summary>The number of following responses that break off after half of their declared length.</summary>
    public int Cuts { set => _cuts = value; }

    /// <summary>The Range header of each request in order; empty if it was absent.</summary>
    public ConcurrentQueue<string> Ranges { get; } = [];

    public Uri Url => new(_app.Urls.Single() + "/files/m.onnx");

    public static async Task<ModelServer> StartAsync(byte[] content)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var server = new ModelServer(app) { Content = content };
        app.MapGet("/files/m.onnx", server.AnswerAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var range = context.Request.Headers.Range.ToString();
        Ranges.Enqueue(range);
        if (Status != 200)
        {
            context.Response.StatusCode = Status;
            return;
        }

        var from = HasRanges && range.StartsWith("bytes=", StringComparison.Ordinal) && (!HeedsVersions || context.Request.Headers.IfRange == Etag)
            ? int.Parse(range["bytes=".Length..].TrimEnd('-'))
            : 0;
        if (from > 0)
        {
            context.Response.StatusCode = StatusCodes.Status206PartialContent;
            context.Response.Headers.ContentRange = $"bytes {from}-{Content.Length - 1}/{Content.Length}";
        }

        context.Response.Headers.ETag = Etag;
        context.Response.ContentLength = Content.Length - from;
        var isCut = Interlocked.Decrement(ref _cuts) >= 0;
        await context.Response.Body.WriteAsync(Content.AsMemory(from, (Content.Length - from) / (isCut ? 2 : 1)), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        if (isCut)
        {
            context.Abort();
        }
    }
}
