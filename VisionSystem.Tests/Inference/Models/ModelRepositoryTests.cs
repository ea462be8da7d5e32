using System.Globalization;
using System.Net;
using VisionSystem.Tests.Logging;

namespace VisionSystem.Tests.Inference.Models;

public sealed class ModelRepositoryTests : IDisposable
{
    private readonly ModelFolder _models = new();

    [Fact]
    public async Task A_full_cache_evicts_the_least_recently_used_model_and_never_the_default()
    {
        PutAll("a", "b", "c");
        var size = (ModelFolder.ModelSize * 5 / 2).ToString(CultureInfo.InvariantCulture);
        using var service = new RepositoryService(_models.Path, "a", ("Vision:Models:CacheSize", size));
        await service.ReadyAsync();

        await service.AnsweringVersionAsync("b");
        await service.AnsweringVersionAsync("c");
        Assert.Equal(["ready", "unloaded", "ready"], [await service.StateAsync("a"), await service.StateAsync("b"), await service.StateAsync("c")]);

        await service.AnsweringVersionAsync("b");
        Assert.Equal(["ready", "ready", "unloaded"], [await service.StateAsync("a"), await service.StateAsync("b"), await service.StateAsync("c")]);
        Assert.Equal(2, (await service.ModelAsync("b")).GetProperty("photos").GetInt64());
    }

    [Fact]
    public async Task A_name_resolves_to_its_highest_version_and_a_version_can_be_requested()
    {
        var (one, two, ten) = (ModelFolder.Variant("1"), ModelFolder.Variant("2"), ModelFolder.Variant("10"));
        _models.Put("many/1/model.onnx", one);
        _models.Put("many/2/model.onnx", two);
        using var service = new RepositoryService(_models.Path, "many");
        await service.ReadyAsync();
        Assert.Equal("2+" + Hash(two), await service.AnsweringVersionAsync());
        Assert.Equal("1+" + Hash(one), await service.AnsweringVersionAsync("many/1"));
        Assert.Equal("2+" + Hash(two), await service.AnsweringVersionAsync("many/2"));
        Assert.Equal("ready", await service.StateAsync("many/1"));

        _models.Put("many/10/model.onnx", ten);
        await service.UntilServesAsync("many", "10+" + Hash(ten));
        Assert.Equal([1, 2, 10], (await service.ModelAsync("many")).GetProperty("versions").EnumerateArray().Select(version => version.GetInt64()));
        using var missing = await service.DetectAsync("many/3");
        Assert.Equal((HttpStatusCode.NotFound, "model-not-found"), (missing.StatusCode, (await missing.ProblemAsync()).Slug()));
    }

    [Fact]
    public async Task Versions_may_be_any_text_and_the_highest_one_answers()
    {
        var (nine, ten, next) = (ModelFolder.Variant("9"), ModelFolder.Variant("10"), ModelFolder.Variant("next"));
        _models.Put("many/1.9.0/model.onnx", nine);
        _models.Put("many/1.10.0/model.onnx", ten);
        _models.Put("many/1.10.0-rc.1/model.onnx", ModelFolder.Variant("candidate"));
        using var service = new RepositoryService(_models.Path, "");
        await service.ReadyAsync();
        Assert.Equal("1.10.0+" + Hash(ten), await service.AnsweringVersionAsync());
        Assert.Equal("1.9.0+" + Hash(nine), await service.AnsweringVersionAsync("many/1.9.0"));
        Assert.Equal("ready", await service.StateAsync("many/1.9.0"));
        Assert.Equal(404, await service.StatusAsync("/v1/models/many/1.8"));

        _models.Put("many/2/model.onnx", next);
        await service.UntilServesAsync("many", "2+" + Hash(next));
        Assert.Equal("[\"1.9.0\",\"1.10.0-rc.1\",\"1.10.0\",2]", (await service.ModelAsync("many")).GetProperty("versions").GetRawText());
    }

    [Fact]
    public async Task No_response_contains_the_model_folder()
    {
        PutAll("there");
        using var service = new RepositoryService(_models.Path, "there");
        await service.ReadyAsync();
        foreach (var model in new[] { "unicorn", "there/7", "there/..", "../there" })
        {
            using var missing = await service.DetectAsync(model);
            Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
            Assert.DoesNotContain(_models.Path, await missing.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }

        foreach (var path in new[] { "/v1/models", "/v1/models/there", "/health", "/ready" })
        {
            using var answer = await service.Client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.DoesNotContain(Path.GetTempPath(), text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Describes_a_model_in_full()
    {
        var file = ModelFolder.Variant("described");
        _models.Put("described.onnx", file);
        using var service = new RepositoryService(_models.Path, "described");
        await service.ReadyAsync();
        await service.AnsweringVersionAsync();

        var model = await service.ModelAsync("described");
        Assert.Equal(("detect", "cpu", "described.onnx"), (Text("task"), Text("provider"), Text("file")));
        Assert.Equal((ModelFolder.VersionOf(file), file.Length), (Text("version"), model.GetProperty("size").GetInt32()));
        Assert.Equal((1, 0), (model.GetProperty("photos").GetInt32(), model.GetProperty("errors").GetInt32()));
        Assert.True(model.GetProperty("load_ms").GetDouble() > 0);
        Assert.True(model.GetProperty("last_used").GetDateTimeOffset() >= model.GetProperty("loaded_at").GetDateTimeOffset());
        Assert.Equal(1, await service.MetricAsync("cv_model_healthy", "described"));
        Assert.Equal(404, await service.StatusAsync("/v1/models/unicorn"));

        string? Text(string name) => model.GetProperty(name).GetString();
    }

    [Fact]
    public async Task A_removed_model_disappears_and_the_default_model_continues()
    {
        PutAll("stays", "goes");
        using var service = new RepositoryService(_models.Path, "stays");
        await service.ReadyAsync();
        await service.AnsweringVersionAsync("goes");
        _models.Remove("goes.onnx");
        _models.Remove("stays.onnx");

        await service.UntilStatusAsync("/v1/models/goes", 404);
        using var gone = await service.DetectAsync("goes");
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        await service.UntilModelAsync("stays", "says that its file is gone", model => model.TryGetProperty("pending_error", out _));
        await service.AnsweringVersionAsync();
        Assert.Equal(200, await service.StatusAsync("/ready"));
    }

    [Fact]
    public async Task A_model_added_to_the_folder_is_available_and_leaves_the_default_unchanged()
    {
        using var service = new RepositoryService(_models.Path, "");
        await service.UntilStatusAsync("/ready", 503);
        PutAll("first");
        await service.UntilStatusAsync("/ready", 200);
        PutAll("second");
        Assert.Equal(ModelFolder.VersionOf(ModelFolder.Variant("second")), await service.AnsweringVersionAsync("second"));
        Assert.Equal(ModelFolder.VersionOf(ModelFolder.Variant("first")), await service.AnsweringVersionAsync());
    }

    [Fact]
    public async Task Preloads_every_model_if_configured()
    {
        PutAll("x", "y", "z");
        using var service = new RepositoryService(_models.Path, "y", ("Vision:Models:Preload", "*"));
        foreach (var name in new[] { "x", "y", "z" })
        {
            await service.UntilModelAsync(name, "is ready", model => model.GetProperty("state").GetString() == "ready");
        }
    }

    [Fact]
    public async Task Loading_and_unloading_over_HTTP_is_off_unless_allowed()
    {
        PutAll("a");
        using var service = new RepositoryService(_models.Path, "a");
        foreach (var path in new[] { "/v1/models/a/load", "/v1/models/a/unload" })
        {
            using var refused = await service.PostAsync(path);
            var problem = await refused.ProblemAsync();
            Assert.Equal((HttpStatusCode.Forbidden, "model-control-off"), (refused.StatusCode, problem.Slug()));
            Assert.Contains("CV_MODEL_CONTROL", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Concurrent_loading_and_unloading_fails_no_image()
    {
        PutAll("a", "b");
        using var service = new RepositoryService(_models.Path, "a", ("Vision:Models:AllowControl", "true"));
        await service.ReadyAsync();
        using var kept = await service.PostAsync("/v1/models/a/unload");
        Assert.Equal(HttpStatusCode.Conflict, kept.StatusCode);

        var images = Enumerable.Range(0, 3).Select(async _ =>
        {
            for (var image = 0; image < 10; image++)
            {
                await service.AnsweringVersionAsync("b");
            }
        });
        var control = new[] { "load", "unload" }.Select(async action =>
        {
            for (var time = 0; time < 10; time++)
            {
                using var answer = await service.PostAsync("/v1/models/b/" + action);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            }
        });
        await Task.WhenAll(images.Concat(control));
        using var unloaded = await service.PostAsync("/v1/models/b/unload");
        Assert.Equal("unloaded", await service.StateAsync("b"));
    }

    public void Dispose() => _models.Dispose();

    private static string Hash(byte[] model) => ModelFolder.VersionOf(model)[^8..];

    private void PutAll(params string[] names)
    {
        foreach (var name in names)
        {
            _models.Put(name + ".onnx", ModelFolder.Variant(name));
        }
    }
}
