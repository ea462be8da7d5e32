using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using VisionSystem.Contracts;
using VisionSystem.Logging;
using VisionSystem.Logging.Persistence;

namespace VisionSystem.Tests.Logging;

/// <summary>The complete logging-service on a free port of this machine, with real files in a temporary folder.</summary>
internal sealed class LoggingApplication : WebApplicationFactory<LoggingService>
{
    private readonly TemporaryFolder _ownFolder = new();
    private readonly string _folder;
    private readonly Dictionary<string, string> _settings;

    /// <param name="folder">The data folder, if it outlives the application.</param>
    /// <param name="settings">Configuration keys and values.</param>
    public LoggingApplication(string? folder = null, params (string Key, string Value)[] settings)
    {
        _folder = folder ?? _ownFolder.Path;
        _settings = settings.ToDictionary(setting => setting.Key, setting => setting.Value);
        // Not UseKestrel(0): it sets the port after Build, concurrently with Program's Run, and loses that race on a busy machine.
        UseKestrel();
    }

    public LogLines Lines { get; } = new();

    /// <summary>Services that replace those of the program.</summary>
    public Action<IServiceCollection> Replacements { private get; init; } = _ => { };

    public string ImagesFolder => Path.Combine(_folder, "images");

    public string PredictionsFolder => Path.Combine(_folder, "predictions");

    /// <summary>The hashes of quarantined images.</summary>
    public IReadOnlyList<string> ImagesAside =>
        [.. new DirectoryInfo(Path.Combine(ImagesFolder, ".aside")) is { Exists: true } aside ? aside.GetFiles("*", SearchOption.AllDirectories).Select(file => ImageKey.HashOf(file.Name)!) : []];

    /// <summary>The images under their final names.</summary>
    public IReadOnlyList<string> StoredImages => Directory.Exists(ImagesFolder)
        ? [.. Directory.GetFiles(ImagesFolder, "*", SearchOption.AllDirectories).Where(file => ImageKey.HashOf(Path.GetFileName(file)) is not null)]
        : [];

    public HttpClient ClientOf(string tenant)
    {
        var client = CreateClient();
        client.DefaultRequestHeaders.Add(TenantName.Header, tenant);
        return client;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting(WebHostDefaults.ServerUrlsKey, "http://127.0.0.1:0");
        builder.UseSetting("Vision:Store:Path", _folder);
        foreach (var (key, value) in _settings)
        {
            builder.UseSetting(key, value);
        }

        builder.ConfigureServices(Replacements);
        builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(Lines));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            _ownFolder.Dispose();
        }
    }
}

internal static class LoggingClient
{
    public static async Task<BatchReceipt> DeliverAsync(this HttpClient client, Delivery delivery)
    {
        using var answer = await client.PostAsync(PredictionBatch.Path, delivery.ToContent(), TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return (await answer.Content.ReadFromJsonAsync(WireJson.Default.BatchReceipt, TestContext.Current.CancellationToken))!;
    }

    public static async Task<Prediction> PredictionAsync(this HttpClient client, Guid id) =>
        (await client.GetFromJsonAsync($"/v1/predictions/{id}", WireJson.Default.Prediction, TestContext.Current.CancellationToken))!;

    public static async Task<PredictionPage> PageAsync(this HttpClient client, string query = "") =>
        (await client.GetFromJsonAsync("/v1/predictions" + query, WireJson.Default.PredictionPage, TestContext.Current.CancellationToken))!;

    /// <summary>The problem of a response.</summary>
    public static async Task<JsonElement> ProblemAsync(this HttpResponseMessage answer)
    {
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }

    public static string? Slug(this JsonElement problem) => problem.GetProperty("type").GetString()?.Split(':')[^1];

    public static string[] ErrorFields(this JsonElement problem) =>
        [.. problem.GetProperty("errors").EnumerateObject().Select(error => error.Name)];
}
