using System.CommandLine;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using VisionSystem.Cli.Data;
using VisionSystem.Cli.Terminal;
using VisionSystem.Contracts;
using VisionSystem.Logging.Keys;
using VisionSystem.Logging.Tenants;
using VisionSystem.ServiceDefaults.Audit;

namespace VisionSystem.Cli.Access;

/// <summary>The API keys of an installation.</summary>
internal interface IKeyAdministration : IAsyncDisposable
{
    /// <exception cref="CommandException">The key cannot be created.</exception>
    Task<CreatedApiKey> CreateAsync(ApiKeyRequest request, CancellationToken cancellationToken);

    /// <param name="tenant">The tenant; null for all.</param>
    /// <param name="cancellationToken">Cancels the command.</param>
    Task<IReadOnlyList<ApiKeyInfo>> ListAsync(string? tenant, CancellationToken cancellationToken);

    /// <exception cref="CommandException">There is no such valid key.</exception>
    Task<CreatedApiKey> RotateAsync(string id, TimeSpan overlap, CancellationToken cancellationToken);

    /// <exception cref="CommandException">There is no such key.</exception>
    Task RevokeAsync(string id, CancellationToken cancellationToken);
}

/// <summary>The options that choose the installation.</summary>
internal sealed class KeyAdministrationOptions
{
    private readonly Option<string?> _data = StoreOption.Data();

    private readonly Option<Uri?> _url = new("--url")
    {
        Description = "The API of a running system, such as http://localhost:8000, instead of a store. The administrator's key is that of CV_ADMIN_API_KEY or of the data folder.",
        HelpName = "URL",
        CustomParser = static given =>
        {
            if (Uri.TryCreate(given.Tokens[0].Value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
            {
                return url;
            }

            given.AddError($"'{given.Tokens[0].Value}' is no URL like http://localhost:8000.");
            return null;
        },
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_data);
        command.Options.Add(_url);
    }

    public IKeyAdministration Open(ParseResult parsed, string[] settings) => parsed.GetValue(_url) is { } url
        ? new KeysOverHttp(url, AdministratorKey(parsed.GetValue(_data)))
        : new KeysInStore(new StoreHost(settings, parsed.GetValue(_data)));

    private static string AdministratorKey(string? data)
    {
        var file = Path.GetFullPath(Path.Combine(data ?? Checkout.StateOf("data"), "keys", "admin-api-key"));
        return Environment.GetEnvironmentVariable("CV_ADMIN_API_KEY") is { Length: > 0 } key ? key
            : File.Exists(file) ? File.ReadAllText(file).Trim()
            : throw new CommandException($"the administrator's key is missing: set CV_ADMIN_API_KEY; {file} does not exist");
    }
}

/// <summary>The keys in the configured store, whether the system runs or not.</summary>
internal sealed class KeysInStore(StoreHost host) : IKeyAdministration
{
    private readonly KeyStore _keys = host.Get<KeyStore>();

    public async Task<CreatedApiKey> CreateAsync(ApiKeyRequest request, CancellationToken cancellationToken)
    {
        var owner = request.Tenant!;
        return await host.Get<TenantStore>().FindAsync(owner, cancellationToken) is { IsDeleting: true }
            ? throw new CommandException($"the tenant {owner} is being deleted; `tenants show {owner}` shows the progress")
            : await _keys.CreateAsync(request.Name, owner, request.Scopes, request.ExpiresAt, request.Limits, Audit("key.create"), cancellationToken);
    }

    public Task<IReadOnlyList<ApiKeyInfo>> ListAsync(string? tenant, CancellationToken cancellationToken) => _keys.ListAsync(tenant, cancellationToken);

    public async Task<CreatedApiKey> RotateAsync(string id, TimeSpan overlap, CancellationToken cancellationToken) =>
        await _keys.RotateAsync(id, null, overlap, renews: true, Audit("key.rotate"), cancellationToken) ?? throw Unknown(id);

    public async Task RevokeAsync(string id, CancellationToken cancellationToken)
    {
        if (!await _keys.RevokeAsync(id, null, Audit("key.revoke"), cancellationToken))
        {
            throw Unknown(id);
        }
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    private static CommandException Unknown(string id) => new($"there is no valid key {id}; `keys list` shows them");

    /// <summary>The audit log names the command instead of a key.</summary>
    private AuditEntry Audit(string action) => new(action, "vision", host.Get<TimeProvider>()) { Subject = "cli" };
}

/// <summary>The keys of a running system, whatever its stores are.</summary>
internal sealed class KeysOverHttp : IKeyAdministration
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http;

    public KeysOverHttp(Uri url, string administratorKey)
    {
        _http = new HttpClient { BaseAddress = new Uri(url.AbsoluteUri.TrimEnd('/') + "/"), Timeout = Patience };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", administratorKey);
    }

    public async Task<CreatedApiKey> CreateAsync(ApiKeyRequest request, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Post, "v1/keys", JsonContent.Create(request, WireJson.Default.ApiKeyRequest), cancellationToken);
        return (await response.Content.ReadFromJsonAsync(WireJson.Default.CreatedApiKey, cancellationToken))!;
    }

    public async Task<IReadOnlyList<ApiKeyInfo>> ListAsync(string? tenant, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Get, tenant is null ? "v1/keys?all=true" : $"v1/keys?tenant={tenant}", null, cancellationToken);
        return (await response.Content.ReadFromJsonAsync(WireJson.Default.ApiKeyList, cancellationToken))!.Keys;
    }

    public async Task<CreatedApiKey> RotateAsync(string id, TimeSpan overlap, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Post, $"v1/keys/{Uri.EscapeDataString(id)}/rotate?overlap_seconds={(long)overlap.TotalSeconds}", null, cancellationToken);
        return (await response.Content.ReadFromJsonAsync(WireJson.Default.CreatedApiKey, cancellationToken))!;
    }

    public async Task RevokeAsync(string id, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Delete, $"v1/keys/{Uri.EscapeDataString(id)}", null, cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = content };
            var response = await _http.SendAsync(request, cancellationToken);
            return response.IsSuccessStatusCode ? response : throw new CommandException(await ReasonAsync(response, cancellationToken));
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw new CommandException($"{_http.BaseAddress} does not respond: {e.Message}", e);
        }
    }

    private async Task<string> ReasonAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using (response)
        {
            try
            {
                var problem = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
                var fields = problem.TryGetProperty("errors", out var errors)
                    ? string.Concat(errors.EnumerateObject().Select(field => $" {field.Name}: {string.Join(", ", field.Value.EnumerateArray())}."))
                    : "";
                return $"{problem.GetProperty("detail").GetString()}{fields}";
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
            {
                return response.StatusCode is HttpStatusCode.NotFound
                    ? $"{_http.BaseAddress} is not the API of this system"
                    : $"{_http.BaseAddress} responds with status {(int)response.StatusCode}";
            }
        }
    }
}
