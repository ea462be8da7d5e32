using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace VisionSystem.Tests.Inference.Models;

/// <summary>A running service over a folder of models, with helpers for its state.</summary>
internal sealed class RepositoryService : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly byte[] Sample = File.ReadAllBytes(Path.Combine(InferenceApplication.Samples, "shelf.jpg"));
    private readonly InferenceApplication _application;

    public RepositoryService(string folder, string standard, params (string Key, string Value)[] settings)
    {
        var all = new Dictionary<string, string>
        {
            ["Vision:Models:Path"] = folder,
            ["Vision:Models:Default"] = standard,
            ["Vision:Models:RescanSeconds"] = "0.1",
        };
        foreach (var (key, value) in settings)
        {
            all[key] = value;
        }

        _application = new InferenceApplication([.. all.Select(setting => (setting.Key, setting.Value))]) { Replacements = Hook.Into };
        Client = _application.CreateClient();
    }

    public HttpClient Client { get; }

    public EngineHook Hook { get; } = new();

    public IServiceProvider Services => _application.Services;

    public Task<HttpClient> ReadyAsync() => _application.ReadyClientAsync();

    public Task<HttpResponseMessage> DetectAsync(string? model = null) =>
        Client.SendAsync(Sample, "?recording=off" + (model is null ? "" : "&model=" + Uri.EscapeDataString(model)));

    /// <summary>The model version of a response.</summary>
    public async Task<string> AnsweringVersionAsync(string? model = null)
    {
        using var answer = await DetectAsync(model);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        return body.GetProperty("model").GetProperty("version").GetString()!;
    }

    public Task<JsonElement> ModelAsync(string name) =>
        Client.GetFromJsonAsync<JsonElement>("/v1/models/" + name, TestContext.Current.CancellationToken);

    public async Task<string> StateAsync(string name) => (await ModelAsync(name)).GetProperty("state").GetString()!;

    public Task UntilModelAsync(string name, string what, Func<JsonElement, bool> holds) =>
        Until.TrueAsync($"{name} {what}", async _ => holds(await ModelAsync(name)), Patience);

    public Task UntilServesAsync(string name, string version) =>
        UntilModelAsync(name, "serves " + version, model => model.TryGetProperty("version", out var found) && found.GetString() == version);

    public Task UntilStatusAsync(string path, int status) => Until.AnswersAsync(Client, path, (HttpStatusCode)status, Patience);

    public async Task<int> StatusAsync(string path)
    {
        using var answer = await Client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        return (int)answer.StatusCode;
    }

    public async Task<HttpResponseMessage> PostAsync(string path) =>
        await Client.PostAsync(new Uri(path, UriKind.Relative), null, TestContext.Current.CancellationToken);

    /// <summary>The value of a metric for one model; null if the metric is missing.</summary>
    public async Task<double?> MetricAsync(string metric, string model)
    {
        var metrics = await Client.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);
        var line = metrics.Split('\n').FirstOrDefault(line =>
            line.StartsWith(metric + "{", StringComparison.Ordinal) && line.Contains($"model=\"{model}\"", StringComparison.Ordinal));
        return line is null ? null : double.Parse(line[(line.LastIndexOf('}') + 1)..].Trim().Split(' ')[0], CultureInfo.InvariantCulture);
    }

    public void Dispose() => _application.Dispose();
}
