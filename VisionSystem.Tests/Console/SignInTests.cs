using Microsoft.Playwright;
using VisionSystem.Contracts;
using VisionSystem.Tests.Inference;
using VisionSystem.Tests.Inference.Authentication;

namespace VisionSystem.Tests.Console;

/// <summary>Tests the console of a service that requires credentials, in a real browser.</summary>
public sealed class SignInTests(SignInTests.Service service) : IClassFixture<SignInTests.Service>
{
    /// <summary>A file name and a source that are markup; a page that inserted them as markup would run the script.</summary>
    private const string Markup = "<img src=x onerror=window.wasRun=true><script>window.wasRun=true<";

    private static readonly string Sample = Path.Combine(InferenceApplication.Samples, "shelf.jpg");

    [Fact]
    public async Task A_key_signs_in_detects_and_signs_out()
    {
        var key = await service.Closed.CreateKeyAsync("dock", [Scope.Detect, Scope.Read]);
        await using var tab = await service.OpenAsync();
        var page = tab.Page;

        await page.WaitForSelectorAsync("#signin:not([hidden])");
        Assert.False(await page.IsVisibleAsync("#drop"));
        await page.FillAsync("#credential", "vs_live_nonsense");
        await page.ClickAsync("#signin button");
        await page.WaitForSelectorAsync("#signin-problem:not([hidden])");
        Assert.Contains("401", await page.TextContentAsync("#signin-problem"), StringComparison.Ordinal);

        await page.FillAsync("#credential", key.Key);
        await page.PressAsync("#credential", "Enter");
        await page.WaitForSelectorAsync("#account:not([hidden])");
        Assert.Equal((key.Id, "dock"), (await page.TextContentAsync("#subject"), await page.TextContentAsync("#tenant")));
        Assert.Equal("", await page.InputValueAsync("#credential"));
        Assert.Equal("", await page.EvaluateAsync<string>("document.cookie"));

        await page.SetInputFilesAsync("#file", Sample);
        await page.WaitForSelectorAsync("#detections:not([hidden])");
        await page.WaitForSelectorAsync("#kept a:has-text('shelf.jpg')");

        await page.ReloadAsync();
        await page.WaitForSelectorAsync("#account:not([hidden])");
        await page.ClickAsync("#signout");
        await page.WaitForSelectorAsync("#signin:not([hidden])");
        Assert.False(await page.IsVisibleAsync("#kept"));
        await page.ReloadAsync();
        await page.WaitForSelectorAsync("#signin:not([hidden])");
        Assert.Empty(tab.Violations);
    }

    [Fact]
    public async Task A_missing_scope_is_named_and_a_revoked_key_leads_back_to_the_sign_in()
    {
        var key = await service.Closed.CreateKeyAsync("dock", [Scope.Read]);
        await using var tab = await service.OpenAsync();
        await tab.SignInAsync(key.Key);

        await tab.Page.SetInputFilesAsync("#file", Sample);
        await tab.Page.WaitForSelectorAsync("#problem:not([hidden])");
        var problem = await tab.Page.TextContentAsync("#problem");
        Assert.Contains("403", problem, StringComparison.Ordinal);
        Assert.Contains("'detect'", problem, StringComparison.Ordinal);

        using (var administrator = service.Closed.Client(ClosedService.Administrator))
        {
            await administrator.DeleteAsync(new Uri($"/v1/keys/{key.Id}", UriKind.Relative), TestContext.Current.CancellationToken);
        }

        await Until.TrueAsync("the console asks for a key again", async _ =>
        {
            await tab.Page.ReloadAsync();
            await tab.Page.WaitForSelectorAsync("#signin:not([hidden]), #account:not([hidden])");
            return await tab.Page.IsVisibleAsync("#signin");
        });
        Assert.Empty(tab.Violations);
    }

    [Fact]
    public async Task Markup_in_a_file_name_is_shown_as_text()
    {
        await using var tab = await service.OpenAsync();
        await tab.SignInAsync(ClosedService.Administrator);

        await tab.Page.SetInputFilesAsync("#file", new FilePayload { Name = Markup + ".jpg", MimeType = "image/jpeg", Buffer = await File.ReadAllBytesAsync(Sample, TestContext.Current.CancellationToken) });
        await tab.Page.WaitForSelectorAsync("#kept a:has-text('onerror=')");

        Assert.False(await tab.Page.EvaluateAsync<bool>("window.wasRun === true"));
        Assert.Equal(0, await tab.Page.Locator("#kept img, #kept script").CountAsync());
        Assert.Empty(tab.Violations);
    }

    /// <summary>If markup got into the page through a mistake of ours, the policy would still stop its script.</summary>
    [Fact]
    public async Task The_policy_stops_inline_scripts_and_scripts_of_other_hosts()
    {
        await using var tab = await service.OpenAsync();
        await tab.Page.WaitForSelectorAsync("#signin:not([hidden])");

        await tab.Page.EvaluateAsync("""
            () => {
              window.blocked = [];
              document.addEventListener('securitypolicyviolation', (event) => window.blocked.push(`${event.effectiveDirective} ${event.blockedURI}`));
              try { document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="window.wasRun = true">'); } catch { }
              const trusted = trustedTypes.createPolicy('test', { createScript: (text) => text, createScriptURL: (text) => text });
              document.body.append(Object.assign(document.createElement('script'), { textContent: trusted.createScript('window.wasRun = true') }));
              document.body.append(Object.assign(document.createElement('script'), { src: trusted.createScriptURL('https://evil.example/x.js') }));
            }
            """);

        await tab.Page.WaitForFunctionAsync("window.blocked.length >= 3");
        Assert.Equal(
            ["require-trusted-types-for trusted-types-sink", "script-src-elem https://evil.example/x.js", "script-src-elem inline"],
            (await tab.Page.EvaluateAsync<string[]>("window.blocked")).Order(StringComparer.Ordinal));
        Assert.False(await tab.Page.EvaluateAsync<bool>("window.wasRun === true"));
    }

    [Fact]
    public async Task Swagger_UI_sends_requests_with_the_session_under_its_own_policy()
    {
        await using var tab = await service.OpenAsync();
        await tab.SignInAsync(ClosedService.Administrator);

        await tab.Page.GotoAsync(service.Address + "docs");
        foreach (var operation in new[] { "Models-ListModels", "Session-DeleteSession" })
        {
            await tab.Page.ClickAsync($"#operations-{operation} .opblock-summary-control");
            await tab.Page.ClickAsync($"#operations-{operation} .try-out__btn");
            await tab.Page.ClickAsync($"#operations-{operation} .execute");
            await tab.Page.WaitForSelectorAsync($"#operations-{operation} .live-responses-table .response-col_status:has-text('20')");
        }

        Assert.Empty(tab.Violations);
    }

    /// <summary>A page of another origin that has the cookie in its browser neither reads nor changes anything.</summary>
    [Fact]
    public async Task A_page_of_another_origin_does_nothing_with_the_session()
    {
        await using var tab = await service.OpenAsync();
        await tab.SignInAsync(ClosedService.Administrator);
        var other = service.Address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        await tab.Page.RouteAsync("**/attack", route => route.FulfillAsync(new() { ContentType = "text/html", Body = "<!doctype html><title>attack</title>" }));
        await tab.Page.GotoAsync(other + "attack");

        var outcome = await tab.Page.EvaluateAsync<string>(
            """
            async (service) => {
              const attempt = async (path, options) => {
                try { const response = await fetch(service + path, { credentials: 'include', ...options }); return response.type === 'opaque' ? 'opaque' : String(response.status); }
                catch { return 'blocked'; }
              };
              return [
                await attempt('v1/session', {}),
                await attempt('v1/session', { method: 'DELETE' }),
                await attempt('v1/predictions?all=true', { method: 'DELETE' }),
                await attempt('v1/session', { method: 'POST', mode: 'no-cors' }),
              ].join();
            }
            """,
            service.Address);

        Assert.Equal("blocked,blocked,blocked,blocked", outcome);
        await tab.Page.GotoAsync(service.Address);
        await tab.Page.WaitForSelectorAsync("#account:not([hidden])");
    }

    /// <summary>One closed service and one browser for all tests; each has a context of its own.</summary>
    public sealed class Service : IAsyncLifetime
    {
        private IPlaywright _playwright = null!;
        private IBrowser _browser = null!;

        public string Address { get; private set; } = "";

        internal ClosedService Closed { get; } = new();

        internal async Task<Tab> OpenAsync()
        {
            Assert.SkipUnless(File.Exists(ConsoleTests.Chromium), "Chromium is not installed (apt-get install chromium)");
            var tab = new Tab(await (await _browser.NewContextAsync()).NewPageAsync());
            await tab.Page.GotoAsync(Address);
            return tab;
        }

        public async ValueTask InitializeAsync()
        {
            if (File.Exists(ConsoleTests.Chromium))
            {
                using var client = await Closed.Inference.ReadyClientAsync();
                Address = client.BaseAddress!.ToString();
                _playwright = await Playwright.CreateAsync();
                _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = ConsoleTests.Chromium, Args = ConsoleTests.ChromiumArguments });
            }
        }

        public async ValueTask DisposeAsync()
        {
            if (_browser is not null)
            {
                await _browser.CloseAsync();
                _playwright.Dispose();
            }

            Closed.Dispose();
        }
    }

    internal sealed class Tab : IAsyncDisposable
    {
        public Tab(IPage page)
        {
            Page = page;
            page.PageError += (_, error) => Violations.Add(error);
            page.Console += (_, message) =>
            {
                if (message.Text.Contains("Content Security Policy", StringComparison.OrdinalIgnoreCase) || message.Text.Contains("requires 'Trusted", StringComparison.Ordinal))
                {
                    Violations.Add(message.Text);
                }
            };
        }

        public IPage Page { get; }

        /// <summary>Violations of the Content-Security-Policy, and errors of scripts.</summary>
        public List<string> Violations { get; } = [];

        public async Task SignInAsync(string key)
        {
            await Page.WaitForSelectorAsync("#signin:not([hidden])");
            await Page.FillAsync("#credential", key);
            await Page.ClickAsync("#signin button");
            await Page.WaitForSelectorAsync("#account:not([hidden])");
        }

        public async ValueTask DisposeAsync() => await Page.Context.CloseAsync();
    }
}
