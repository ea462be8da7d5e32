using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using VisionSystem.Cli;
using VisionSystem.Inference;
using VisionSystem.Tests.Logging;

namespace VisionSystem.Tests.Inference;

/// <summary>The complete inference service on a free port of this machine, with a real logging-service behind it.</summary>
internal sealed class InferenceApplication : WebApplicationFactory<InferenceService>
{
    /// <summary>Long enough for a busy machine to load a model.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly LoggingApplication _logging;
    private readonly TemporaryFolder _spool = new();
    private readonly Dictionary<string, string> _settings;

    /// <param name="settings">Configuration keys and values.</param>
    public InferenceApplication(params (string Key, string Value)[] settings)
        : this(new LoggingApplication(), settings)
    {
    }

    /// <param name="logging">The logging-service behind it; disposed with this service.</param>
    /// <param name="settings">Configuration keys and values.</param>
    public InferenceApplication(LoggingApplication logging, params (string Key, string Value)[] settings)
    {
        _logging = logging;
        _settings = settings.ToDictionary(setting => setting.Key, setting => setting.Value);
        UseKestrel();
    }

    /// <summary>Services that replace those of the program.</summary>
    public Action<IServiceCollection> Replacements { private get; init; } = _ => { };

    public LoggingApplication Logging => _logging;

    /// <summary>The images in the repository's samples folder.</summary>
    public static string Samples { get; } = Path.Combine(Checkout.Root, "samples");

    /// <summary>A client of the service after its default model has loaded.</summary>
    public async Task<HttpClient> ReadyClientAsync()
    {
        var client = CreateClient();
        await Until.AnswersAsync(client, "/ready", HttpStatusCode.OK, Patience);
        return client;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("urls", "http://127.0.0.1:0");
        builder.UseSetting("Vision:Recording:Path", _spool.Path);
        builder.UseSetting("Vision:Logging:Url", _logging.CreateClient().BaseAddress!.ToString());

        // A busy machine may exceed the default times to load a model or to deliver predictions that a test reads immediately.
        builder.UseSetting("CV_REQUEST_TIMEOUT_MS", "120000");
        builder.UseSetting("Vision:Logging:ReadYourWrites", "00:00:15");
        foreach (var (key, value) in _settings)
        {
            builder.UseSetting(key, value);
        }

        builder.ConfigureServices(Replacements);
        builder.ConfigureLogging(logging => logging.ClearProviders());
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            _logging.Dispose();
            _spool.Dispose();
        }
    }
}

internal static class ImagePosts
{
    /// <summary>Sends an image as the multipart part <c>image</c>.</summary>
    public static async Task<HttpResponseMessage> SendAsync(this HttpClient client, byte[] image, string query = "", string filename = "photo.jpg", string task = "detect")
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(image), "image", filename } };
        return await client.PostAsync(new Uri($"/v1/{task}{query}", UriKind.Relative), form, TestContext.Current.CancellationToken);
    }

    /// <summary>Sends an image as the request body.</summary>
    public static async Task<HttpResponseMessage> SendRawAsync(this HttpClient client, byte[] image, string? contentType = "image/jpeg")
    {
        using var body = new ByteArrayContent(image);
        body.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
        return await client.PostAsync(new Uri("/v1/detect", UriKind.Relative), body, TestContext.Current.CancellationToken);
    }
}
