using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using VisionSystem.Tests.Inference;
using Yarp.ReverseProxy.Transforms;

namespace VisionSystem.Tests.Console;

/// <summary>Tests the service behind a proxy that strips a path prefix, with and without forwarding that prefix.</summary>
public sealed class BehindProxyTests(BehindProxyTests.Service service) : IClassFixture<BehindProxyTests.Service>
{
    private static readonly string Sample = Path.Combine(InferenceApplication.Samples, "shelf.jpg");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("vision")]
    [InlineData("silent/vision")]
    public async Task The_document_names_its_server_as_seen_from_itself(string prefix)
    {
        var address = new Uri(service.Proxy, $"{prefix}/openapi/v1.json");
        using var client = new HttpClient();
        var document = await client.GetFromJsonAsync<JsonElement>(address, Token);

        var server = new Uri(address, Assert.Single(document.GetProperty("servers").EnumerateArray()).GetProperty("url").GetString());

        Assert.Equal(new Uri(service.Proxy, prefix + "/"), server);
        using var models = await client.GetAsync(new Uri(server, "v1/models"), Token);
        Assert.True(models.IsSuccessStatusCode);
    }

    [Fact]
    public async Task A_link_to_an_image_is_below_the_path_that_the_proxy_names()
    {
        using var client = new HttpClient { BaseAddress = new Uri(service.Proxy, "vision/") };
        using var form = new MultipartFormDataContent { { new ByteArrayContent(await File.ReadAllBytesAsync(Sample, Token)), "image", "shelf.jpg" } };
        using var detected = await client.PostAsync("v1/detect", form, Token);
        var sha256 = (await detected.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("image").GetProperty("sha256").GetString();

        var link = await client.GetFromJsonAsync<JsonElement>($"v1/images/{sha256}/link", Token);

        Assert.Equal($"/vision/v1/images/{sha256}", link.GetProperty("url").GetString());
        Assert.Equal(await File.ReadAllBytesAsync(Sample, Token), await client.GetByteArrayAsync(new Uri(client.BaseAddress, link.GetProperty("url").GetString()), Token));
    }

    [Theory]
    [InlineData("vision/")]
    [InlineData("silent/vision/")]
    public async Task The_console_and_the_documentation_work_in_a_browser(string prefix)
    {
        Assert.SkipUnless(File.Exists(ConsoleTests.Chromium), "Chromium is not installed (apt-get install chromium)");
        using var playwright = await Playwright.CreateAsync();
        await using var chromium = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = ConsoleTests.Chromium, Args = ConsoleTests.ChromiumArguments });
        var page = await chromium.NewPageAsync();

        await page.GotoAsync(new Uri(service.Proxy, prefix).ToString());
        await page.SetInputFilesAsync("#file", Sample);
        await page.WaitForSelectorAsync("#detections:not([hidden])");
        await page.WaitForSelectorAsync("#kept a:has-text('shelf.jpg')");

        await page.GotoAsync(new Uri(service.Proxy, prefix + "docs").ToString());
        await page.ClickAsync("#operations-Models-ListModels .opblock-summary-control");
        await page.ClickAsync("#operations-Models-ListModels .try-out__btn");
        await page.ClickAsync("#operations-Models-ListModels .execute");
        await page.WaitForSelectorAsync("#operations-Models-ListModels .live-responses-table .response-col_status:has-text('200')");
    }

    /// <summary>One running service behind one proxy for all tests of this class.</summary>
    public sealed class Service : IAsyncLifetime
    {
        private readonly InferenceApplication _application = new();
        private WebApplication _proxy = null!;

        public Uri Proxy { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            using var client = await _application.ReadyClientAsync();
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Services.AddHttpForwarder();
            _proxy = builder.Build();
            var service = client.BaseAddress!.GetLeftPart(UriPartial.Authority);
            _proxy.MapForwarder("/vision/{**rest}", service, static transforms =>
            {
                transforms.UseDefaultForwarders = false;
                transforms.AddPathRemovePrefix("/vision");
                transforms.AddRequestHeader("X-Forwarded-Prefix", "/vision", append: false);
                transforms.AddOriginalHost();
            });
            _proxy.MapForwarder("/silent/vision/{**rest}", service, static transforms =>
            {
                transforms.UseDefaultForwarders = false;
                transforms.AddPathRemovePrefix("/silent/vision");
                transforms.AddOriginalHost();
            });
            await _proxy.StartAsync();
            Proxy = new Uri(_proxy.Urls.First());
        }

        public async ValueTask DisposeAsync()
        {
            await _proxy.DisposeAsync();
            await _application.DisposeAsync();
        }
    }
}
