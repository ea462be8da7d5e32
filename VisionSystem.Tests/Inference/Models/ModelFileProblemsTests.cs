using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using VisionSystem.Tests.Logging;

namespace VisionSystem.Tests.Inference.Models;

public sealed class ModelFileProblemsTests : IDisposable
{
    private readonly TemporaryFolder _models = new();

    [Fact]
    public async Task A_missing_model_file_makes_the_service_not_ready_but_alive_and_says_which()
    {
        using var application = Application("absent.onnx");
        await ExpectNotReadyAsync(application, "absent.onnx");
    }

    [Theory]
    [InlineData("corrupt")]
    [InlineData("truncated")]
    [InlineData("empty")]
    public async Task A_damaged_model_file_makes_the_service_not_ready_but_alive_and_says_which(string damage)
    {
        var demo = File.ReadAllBytes(DemoModel);
        File.WriteAllBytes(Path.Combine(_models.Path, "mine.onnx"), damage switch
        {
            "corrupt" => "no model at all"u8.ToArray(),
            "truncated" => demo[..(demo.Length / 2)],
            _ => [],
        });
        using var application = Application("mine.onnx");
        await ExpectNotReadyAsync(application, "mine.onnx");

        using var answer = await application.CreateClient().SendAsync([0xFF, 0xD8, 0xFF]);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "model-unusable"), (answer.StatusCode, (await answer.ProblemAsync()).Slug()));
    }

    [Fact]
    public async Task A_repaired_model_file_is_loaded_without_a_restart()
    {
        var file = Path.Combine(_models.Path, "mine.onnx");
        File.WriteAllText(file, "no model at all");
        using var application = Application("mine.onnx");
        await ExpectNotReadyAsync(application, "mine.onnx");

        File.Copy(DemoModel, file, overwrite: true);
        await application.ReadyClientAsync();
    }

    public void Dispose() => _models.Dispose();

    private static string DemoModel => Path.Combine(AppContext.BaseDirectory, "models", "demo.onnx");

    private InferenceApplication Application(string model) => new(("Vision:Models:Path", _models.Path), ("Vision:Models:Default", model));

    private static async Task ExpectNotReadyAsync(InferenceApplication application, string file)
    {
        var client = application.CreateClient();
        await Until.TrueAsync(
            $"/ready says that {file} cannot be used",
            async token =>
            {
                using var answer = await client.GetAsync(new Uri("/ready", UriKind.Relative), token);
                var health = await answer.Content.ReadFromJsonAsync<JsonElement>(token);
                var reason = health.GetProperty("checks").GetProperty("model").GetProperty("description").GetString()!;
                return answer.StatusCode == HttpStatusCode.ServiceUnavailable && reason.Contains(file, StringComparison.Ordinal) && !reason.Contains("being loaded", StringComparison.Ordinal);
            },
            TimeSpan.FromMinutes(1));
        using var alive = await client.GetAsync(new Uri("/alive", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
    }
}
