using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using VisionSystem.Bench.Servers;
using VisionSystem.Tests.Inference.Detect;
using VisionSystem.Tests.Logging;

namespace VisionSystem.Tests.Inference.UrlInput;

/// <summary>Images by URL, through the API.</summary>
public sealed class UrlInputTests(UrlInputTests.Service service) : IClassFixture<UrlInputTests.Service>
{
    private static readonly byte[] Image = BodyPosts.Sample("shelf.jpg");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Forms => ["JSON", "form", "multipart", "query"];

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task An_image_by_url_gives_the_result_of_a_file(string form)
    {
        using var file = await service.Client.SendAsync(Image);
        using var byUrl = await PostAsync(form, service.Image);

        Assert.True(byUrl.IsSuccessStatusCode, await byUrl.Content.ReadAsStringAsync(Token));
        var (expected, found) = (await file.Content.ReadFromJsonAsync<JsonElement>(Token), await byUrl.Content.ReadFromJsonAsync<JsonElement>(Token));
        Assert.Equal(expected.GetProperty("image").GetProperty("sha256").GetString(), found.GetProperty("image").GetProperty("sha256").GetString());
        Assert.Equal(ExpectedBox.Detections(expected), ExpectedBox.Detections(found));
        var kept = await service.Client.PredictionAsync(found.GetProperty("id").GetGuid());
        Assert.Equal("dock 3.jpg", kept.Filename);
    }

    [Fact]
    public async Task A_batch_has_a_result_or_a_problem_for_each_url()
    {
        using var answer = await service.Client.PostTextAsync($$"""{"batch": true, "image_url": ["{{service.Image}}", "http://127.0.0.1:{{service.Closed}}/", "{{service.Image}}"]}""");

        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Token));
        var results = (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("results");
        Assert.True(results[0].TryGetProperty("id", out _) && results[2].TryGetProperty("id", out _));
        Assert.Equal((1, "image-url-failed"), (results[1].GetProperty("error").GetProperty("index").GetInt32(), results[1].GetProperty("error").Slug()));
    }

    [Theory]
    [InlineData("""{"image_url": "IMAGE", "image": "aGk="}""", 400, "invalid-parameters")]
    [InlineData("""{"image_url": ["IMAGE"]}""", 400, "several-images")]
    [InlineData("""{"image_url": ["IMAGE", "IMAGE"]}""", 400, "several-images")]
    [InlineData("""{"image_url": ["IMAGE", "IMAGE", "IMAGE", "IMAGE", "IMAGE"], "batch": true}""", 413, "too-many-images")]
    [InlineData("""{"image_url": [], "batch": true}""", 400, "image-missing")]
    [InlineData("""{"image_url": null}""", 400, "image-missing")]
    [InlineData("""{"image_url": 7}""", 400, "invalid-parameters")]
    [InlineData("""{"image_url": {"type": "url"}}""", 400, "invalid-parameters")]
    [InlineData("""{"image_url": ["IMAGE", 7], "batch": true}""", 400, "invalid-parameters")]
    [InlineData("""{"image_url": ""}""", 400, "invalid-parameters")]
    [InlineData("""{"image_url": "/etc/passwd"}""", 400, "invalid-parameters")]
    [InlineData("""{"image_url": "file:///etc/passwd"}""", 400, "invalid-parameters")]
    [InlineData("""{"image_url": "gopher://127.0.0.1:6379/_INFO"}""", 400, "invalid-parameters")]
    [InlineData("""{"image_url": "data:image/png;base64,AAAA"}""", 400, "invalid-parameters")]
    [InlineData("""{"image_url": "http://user:secret@127.0.0.1/"}""", 400, "invalid-parameters")]
    public async Task A_field_that_cannot_be_used_has_its_problem_and_nothing_is_fetched(string json, int status, string slug)
    {
        var before = service.Host.Connections;
        using var answer = await service.Client.PostTextAsync(json.Replace("IMAGE", service.Image, StringComparison.Ordinal));

        var problem = await answer.ProblemAsync();
        Assert.Equal((status, slug), ((int)answer.StatusCode, problem.Slug()));
        Assert.DoesNotContain("secret", problem.ToString(), StringComparison.Ordinal);
        Assert.Equal(before, service.Host.Connections);
    }

    /// <summary>A response is the same for a closed port, an open port, a silent port and an address that is not permitted.</summary>
    [Fact]
    public async Task The_response_does_not_tell_which_hosts_and_ports_exist()
    {
        var problems = new List<string>();
        foreach (var url in new[]
        {
            $"http://127.0.0.1:{service.Closed}/", $"http://127.0.0.1:{service.Text.Port}/", $"http://127.0.0.1:{service.Silent.Port}/", $"http://127.0.0.1:{service.Slow.Port}/",
            $"https://127.0.0.1:{service.Host.Port}/", "http://127.0.0.1:22/", "http://169.254.169.254/", "http://no-such-host.invalid/",
        })
        {
            using var answer = await service.Client.PostTextAsync(JsonSerializer.Serialize(new { image_url = url }));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
            var problem = await answer.ProblemAsync();
            problems.Add($"{problem.Slug()} {problem.GetProperty("title")} {problem.GetProperty("detail")}");
        }

        Assert.Single(problems.Distinct());
        Assert.Contains("CV_URL_INPUT_HOSTS", problems[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_log_has_the_reason_and_neither_it_nor_a_trace_has_the_query()
    {
        var spans = new List<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "System.Net.Http",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span =>
            {
                lock (spans)
                {
                    spans.Add(string.Join(' ', span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}")));
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        using var answer = await service.Client.PostTextAsync($$"""{"image_url": "http://127.0.0.1:{{service.Text.Port}}/x.jpg?signature=marked-secret"}""");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains($"An image was not fetched from http://127.0.0.1:{service.Text.Port}: the Content-Type is neither image/* nor application/octet-stream.", service.Lines.Messages);
        Assert.DoesNotContain(service.Lines.All, line => line.Contains("marked-secret", StringComparison.Ordinal));
        lock (spans)
        {
            Assert.Contains(spans, span => span.Contains($":{service.Text.Port}/x.jpg", StringComparison.Ordinal));
            Assert.DoesNotContain(spans, span => span.Contains("marked-secret", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task It_is_off_by_default_and_the_problem_names_the_setting()
    {
        await using var application = new InferenceApplication();
        using var client = application.CreateClient();
        foreach (var form in Forms.Select(row => row.Data))
        {
            using var answer = await PostAsync(form, service.Image, client);

            var problem = await answer.ProblemAsync();
            Assert.Equal((HttpStatusCode.Forbidden, "url-input-off"), (answer.StatusCode, problem.Slug()));
            Assert.Contains("CV_ALLOW_URL_INPUT=true", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Without_a_list_only_public_hosts_are_fetched()
    {
        await using var application = new InferenceApplication(("CV_ALLOW_URL_INPUT", "true"));
        using var client = application.CreateClient();
        foreach (var url in new[] { service.Image, "http://localhost/", "http://127.1/", "http://[::1]/", "http://169.254.169.254/", "http://metadata.localhost/" })
        {
            using var answer = await PostAsync("JSON", url, client);
            Assert.Equal("image-url-failed", (await answer.ProblemAsync()).Slug());
        }
    }

    private async Task<HttpResponseMessage> PostAsync(string form, string url, HttpClient? client = null)
    {
        using var parts = new MultipartFormDataContent { { new StringContent(url), "image_url" } };
        client ??= service.Client;
        return form switch
        {
            "JSON" => await client.PostTextAsync(JsonSerializer.Serialize(new { image_url = url })),
            "form" => await client.PostTextAsync("image_url=" + Uri.EscapeDataString(url), "application/x-www-form-urlencoded"),
            "multipart" => await client.PostContentAsync(parts),
            _ => await client.PostAsync(new Uri("/v1/detect?image_url=" + Uri.EscapeDataString(url), UriKind.Relative), null, Token),
        };
    }

    /// <summary>Callers choose hosts and names, so their number is not bounded.</summary>
    [Fact]
    public async Task Hosts_of_callers_are_no_labels_of_metrics()
    {
        using (var fetched = await service.Client.PostTextAsync($$"""{"image_url": "{{service.Image}}"}"""))
        {
            Assert.True(fetched.IsSuccessStatusCode);
        }

        using var refused = await service.Client.PostTextAsync("""{"image_url": "http://host-of-a-caller.invalid/"}""");
        Assert.Equal("image-url-failed", (await refused.ProblemAsync()).Slug());

        var metrics = await service.Client.GetStringAsync("/metrics", Token);
        Assert.Contains("cv_image_url_fetches_total", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain($"server_port=\"{service.Host.Port}\"", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("host-of-a-caller", metrics, StringComparison.Ordinal);
    }

    /// <summary>A service that fetches from the servers of this class, which listen on loopback addresses.</summary>
    public sealed class Service : IAsyncLifetime
    {
        private InferenceApplication _application = null!;

        public HttpClient Client { get; private set; } = null!;

        /// <summary>The URL of an image.</summary>
        public string Image => $"http://127.0.0.1:{Host.Port}/cameras/dock%203.jpg?at=now";

        /// <summary>A port without a listener.</summary>
        public int Closed { get; } = FreePort.Take();

        internal ImageHost Host { get; } = ImageHost.Of(UrlInputTests.Image);

        internal ImageHost Text { get; } = ImageHost.Of(ImageHost.Head("text/plain", 2), "hi"u8.ToArray());

        internal ImageHost Silent { get; } = new(static (_, _, cancel) => Task.Delay(Timeout.Infinite, cancel));

        internal ImageHost Slow { get; } = new(static async (_, stream, cancel) =>
        {
            await ImageHost.SendAsync(stream, ImageHost.Head("image/jpeg", 1000), [1], cancel);
            await Task.Delay(Timeout.Infinite, cancel);
        });

        internal LogLines Lines { get; } = new();

        public async ValueTask InitializeAsync()
        {
            var hosts = string.Join(',', new[] { Host.Port, Text.Port, Silent.Port, Slow.Port, Closed }.Select(port => $"127.0.0.1:{port}"));
            _application = new InferenceApplication(("CV_ALLOW_URL_INPUT", "true"), ("CV_URL_INPUT_HOSTS", hosts), ("CV_URL_INPUT_TIMEOUT", "2s"), ("CV_MAX_IMAGES_PER_REQUEST", "4"));
            Client = await _application.ReadyClientAsync();
            _application.Services.GetRequiredService<ILoggerFactory>().AddProvider(Lines);
        }

        public async ValueTask DisposeAsync()
        {
            await _application.DisposeAsync();
            foreach (var host in new[] { Host, Text, Silent, Slow })
            {
                await host.DisposeAsync();
            }
        }
    }
}
