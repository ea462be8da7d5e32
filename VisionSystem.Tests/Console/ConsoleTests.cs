using Microsoft.Playwright;
using VisionSystem.Tests.Inference;

namespace VisionSystem.Tests.Console;

/// <summary>Tests the console in a real browser.</summary>
public sealed class ConsoleTests
{
    internal const string Chromium = "/usr/bin/chromium";

    internal static readonly string[] ChromiumArguments =
        ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];

    /// <summary>
    /// True if the left edge of every box in the table has a uniform colour along its middle half, which a drawn line has and
    /// the image does not.
    /// </summary>
    private const string EdgesAreDrawn = """
        () => {
          const pen = document.getElementById('photo').getContext('2d');
          const rows = [...document.querySelectorAll('#detections tbody tr')];
          return rows.length > 0 && rows.every((row) => {
            const [x, top, , bottom] = row.lastElementChild.textContent.split(', ').map(Number);
            const line = pen.getImageData(x, Math.round(top + (bottom - top) / 4), 1, Math.round((bottom - top) / 2)).data;
            return line.every((value, i) => value === line[i % 4]);
          });
        }
        """;

    [Fact]
    public async Task Dropping_an_image_shows_its_boxes_and_its_recording()
    {
        await using var browser = await Browser.StartAsync();
        var page = browser.Page;

        await page.SetInputFilesAsync("#file", Path.Combine(InferenceApplication.Samples, "shelf.jpg"));

        await page.WaitForSelectorAsync("#detections:not([hidden])");
        Assert.Contains("in 1024 × 768", await page.TextContentAsync("#summary"), StringComparison.Ordinal);
        Assert.Equal(1024, await page.EvaluateAsync<int>("document.getElementById('photo').width"));
        await page.WaitForSelectorAsync("#kept a:has-text('shelf.jpg')");
        Assert.True(await page.EvaluateAsync<bool>(EdgesAreDrawn));
        Assert.Empty(browser.Errors);
    }

    [Fact]
    public async Task A_file_that_is_not_an_image_shows_the_reason()
    {
        await using var browser = await Browser.StartAsync();
        await browser.Page.SetInputFilesAsync("#file", new FilePayload { Name = "broken.jpg", MimeType = "image/jpeg", Buffer = "no photo"u8.ToArray() });

        await browser.Page.WaitForSelectorAsync("#problem:not([hidden])");
        Assert.Contains("415, trace", await browser.Page.TextContentAsync("#problem"), StringComparison.Ordinal);
    }

    private sealed class Browser : IAsyncDisposable
    {
        private readonly InferenceApplication _application = new();
        private IPlaywright _playwright = null!;

        public List<string> Errors { get; } = [];

        public IPage Page { get; private set; } = null!;

        public static async Task<Browser> StartAsync()
        {
            Assert.SkipUnless(File.Exists(Chromium), "Chromium is not installed (apt-get install chromium)");
            var browser = new Browser();
            var client = await browser._application.ReadyClientAsync();
            browser._playwright = await Playwright.CreateAsync();
            var chromium = await browser._playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = ChromiumArguments });
            browser.Page = await chromium.NewPageAsync();
            browser.Page.PageError += (_, error) => browser.Errors.Add(error);
            await browser.Page.GotoAsync(client.BaseAddress!.ToString());
            return browser;
        }

        public async ValueTask DisposeAsync()
        {
            await Page.Context.Browser!.CloseAsync();
            _playwright.Dispose();
            await _application.DisposeAsync();
        }
    }
}
