using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;

namespace VisionSystem.Tests.Inference.Models;

public sealed class ModelReplacementTests : IDisposable
{
    private const int Swaps = 20;
    private const int Clients = 8;
    private readonly ModelFolder _models = new();

    [Fact]
    public async Task Twenty_swaps_under_eight_clients_fail_no_request_and_every_answer_names_its_file()
    {
        byte[][] variants = [.. Enumerable.Range(0, Swaps + 1).Select(number => ModelFolder.Variant($"swap {number}"))];
        string[] versions = [.. variants.Select(ModelFolder.VersionOf)];
        _models.Put("swapped.onnx", variants[0]);
        using var service = new RepositoryService(_models.Path, "swapped");
        await service.ReadyAsync();

        // Files up to the last one placed may serve requests; those before the file that is known to serve may not.
        var (placed, serving, ended) = (0, 0, false);
        var wrong = new ConcurrentBag<string>();
        var answered = 0;
        var clients = Enumerable.Range(0, Clients).Select(_ => Task.Run(async () =>
        {
            while (!Volatile.Read(ref ended))
            {
                var first = Volatile.Read(ref serving);
                using var answer = await service.DetectAsync();
                var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
                var allowed = versions[first..(Volatile.Read(ref placed) + 1)];
                if (answer.StatusCode != HttpStatusCode.OK || !allowed.Contains(Version(body)))
                {
                    wrong.Add($"{answer.StatusCode} {body[..Math.Min(300, body.Length)]}, allowed {string.Join(' ', allowed)}");
                }

                Interlocked.Increment(ref answered);
            }
        })).ToArray();
        for (var swap = 1; swap <= Swaps; swap++)
        {
            Volatile.Write(ref placed, swap);
            _models.Put("swapped.onnx", variants[swap]);
            await service.UntilServesAsync("swapped", versions[swap]);
            Volatile.Write(ref serving, swap);
        }

        Volatile.Write(ref ended, true);
        await Task.WhenAll(clients);
        Assert.Empty(wrong);
        Assert.True(answered > Clients, $"{answered} answers");
        Assert.Equal(versions[Swaps], await service.AnsweringVersionAsync());
    }

    [Theory]
    [InlineData("text")]
    [InlineData("truncated")]
    [InlineData("empty")]
    public async Task A_bad_replacement_is_reported_and_leaves_the_previous_file_serving(string damage)
    {
        var good = ModelFolder.Variant("good");
        var name = "kept-" + damage;
        _models.Put(name + ".onnx", good);
        using var service = new RepositoryService(_models.Path, name);
        await service.ReadyAsync();

        _models.Put(name + ".onnx", damage switch
        {
            "text" => "this is no model"u8.ToArray(),
            "truncated" => good[..(good.Length / 2)],
            _ => [],
        });
        await service.UntilModelAsync(name, "has a pending error", model => model.TryGetProperty("pending_error", out _));

        var model = await service.ModelAsync(name);
        Assert.Equal("ready", model.GetProperty("state").GetString());
        Assert.Contains(name + ".onnx", model.GetProperty("pending_error").GetString(), StringComparison.Ordinal);
        Assert.Equal(ModelFolder.VersionOf(good), await service.AnsweringVersionAsync());
        Assert.Equal(200, await service.StatusAsync("/ready"));
        Assert.Equal(1, await service.MetricAsync("cv_model_reload_failures_total", name));

        var mended = ModelFolder.Variant("mended");
        _models.Put(name + ".onnx", mended);
        await service.UntilServesAsync(name, ModelFolder.VersionOf(mended));
        Assert.False((await service.ModelAsync(name)).TryGetProperty("pending_error", out _));
    }

    [Fact]
    public async Task A_degenerate_replacement_does_not_serve()
    {
        _models.Put("seeing.onnx", ModelFolder.Variant("seeing"));
        using var service = new RepositoryService(_models.Path, "seeing");
        await service.ReadyAsync();
        _models.Put("seeing.onnx", File.ReadAllBytes(TestData.Require("models/yolov8n_quant.onnx")));
        await service.UntilModelAsync("seeing", "has a pending error", model => model.TryGetProperty("pending_error", out var error) && error.GetString()!.Contains("degenerate", StringComparison.Ordinal));
        Assert.Equal(ModelFolder.VersionOf(ModelFolder.Variant("seeing")), await service.AnsweringVersionAsync());
    }

    public void Dispose() => _models.Dispose();

    private static string? Version(string body)
    {
        using var answer = JsonDocument.Parse(body);
        return answer.RootElement.TryGetProperty("model", out var model) ? model.GetProperty("version").GetString() : null;
    }
}
