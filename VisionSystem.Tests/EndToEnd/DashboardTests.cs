using System.Text.RegularExpressions;
using Aspire.Hosting.Testing;
using Microsoft.Playwright;
using VisionSystem.Contracts;
using VisionSystem.Tests.Console;

namespace VisionSystem.Tests.EndToEnd;

/// <summary>Tests the Aspire dashboard of the running application in a real browser.</summary>
[Collection(nameof(OwnApp))]
public sealed class DashboardTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData("embedded", "INSERT object_detections")]
    [InlineData("local", "vision-logs")]
    public async Task One_trace_joins_both_services_and_both_write_logs(string topology, string insert)
    {
        Assert.SkipUnless(File.Exists(ConsoleTests.Chromium), "Chromium is not installed (apt-get install chromium)");
        string[] servers = topology == "local" ? ["postgres", "vision-logs", "redis", "minio"] : [];
        if (topology == "local")
        {
            LocalServersTests.RequireServers();
        }

        await using var vision = await VisionApp.StartAsync(withDashboard: true, "--topology", topology);
        var login = await vision.App.GetDashboardUrlAsync(TestContext.Current.CancellationToken);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = ConsoleTests.Chromium, Args = ConsoleTests.ChromiumArguments });

        // Tall enough that virtualized lists render every row.
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1400, Height = 4000 } });
        page.SetDefaultTimeout((float)Patience.TotalMilliseconds);

        // Without the token of the login link, the dashboard shows nothing.
        await page.GotoAsync(new Uri(login, "/").ToString());
        await page.WaitForURLAsync("**/login**");

        await page.GotoAsync(login.ToString());
        foreach (var resource in servers.Concat([VisionApp.Logging, VisionApp.Inference]))
        {
            await SeeAsync(page, Row(resource).Filter(new() { HasText = "Running" }));
        }

        Assert.Contains($"{servers.Length + 2} resources", await page.InnerTextAsync("body"), StringComparison.Ordinal);
        var api = vision.App.GetEndpoint(VisionApp.Inference, "http");
        Assert.Equal(api, new Uri((await page.GetByText("Console", new() { Exact = true }).Last.GetAttributeAsync("href"))!));
        Assert.Equal(new Uri(api, "/docs"), new Uri((await page.GetByText("API documentation").First.GetAttributeAsync("href"))!));

        await Row(VisionApp.Inference).GetByTitle(new Regex("^Send a sample image|^Sends samples")).First.ClickAsync();
        using var client = vision.Client(VisionApp.Inference);
        var seen = await Until.FoundAsync<Prediction>(
            "what was seen", async token => (await client.ListAsync(token)).SingleOrDefault(), Patience);
        Assert.NotEmpty(seen.Detections);

        await page.GotoAsync(new Uri(login, "/traces").ToString());
        await SeeAsync(page, Row("POST /v1/detect"));
        await Row("POST /v1/detect").First.ClickAsync();
        foreach (var span in (string[])["POST /v1/detect", "inference", "recording", "POST /v1/predictions/batch", insert])
        {
            await SeeAsync(page, page.GetByText(span));
        }

        foreach (var service in (string[])[VisionApp.Logging, VisionApp.Inference])
        {
            await page.GotoAsync(new Uri(login, $"/structuredlogs/resource/{service}").ToString());
            await SeeAsync(page, Row("Application started"));
        }

        ILocator Row(string text) => page.Locator("[role=row]", new() { HasText = text });
    }

    /// <summary>Waits for an element. The dashboard's pages may fail while they render, and then offer to reload.</summary>
    private static Task SeeAsync(IPage page, ILocator what) => Until.TrueAsync(
        $"{what} on {page.Url}",
        async _ =>
        {
            if (await page.Locator("#blazor-error-ui").IsVisibleAsync())
            {
                await page.ReloadAsync();
            }

            return await what.First.IsVisibleAsync();
        },
        Patience);
}
