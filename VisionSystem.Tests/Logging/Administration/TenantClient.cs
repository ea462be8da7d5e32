using System.Net;
using System.Net.Http.Json;
using VisionSystem.Contracts;

namespace VisionSystem.Tests.Logging.Administration;

/// <summary>Requests of <c>/v1/tenants</c>.</summary>
internal static class TenantClient
{
    /// <summary>Settings with which a deletion begins and counts are repeated at once.</summary>
    public static readonly (string Key, string Value)[] Fast =
    [
        ("Vision:Tenants:RemovalInterval", "00:00:00.2"), ("Vision:Tenants:RemovalDelay", "00:00:00.1"), ("Vision:Tenants:CountInterval", "00:00:00.1"),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Task<HttpResponseMessage> CreateTenantAsync(this HttpClient client, string name, CallerLimitValues? limits = null) =>
        client.PostAsJsonAsync("/v1/tenants", new TenantRequest { Name = name, Limits = limits }, WireJson.Default.TenantRequest, Token);

    public static Task<HttpResponseMessage> SetLimitsAsync(this HttpClient client, string name, CallerLimitValues limits) =>
        client.PutAsJsonAsync($"/v1/tenants/{name}/limits", limits, WireJson.Default.CallerLimitValues, Token);

    public static async Task<IReadOnlyList<string>> TenantsAsync(this HttpClient client) =>
        [.. (await client.GetFromJsonAsync("/v1/tenants", WireJson.Default.TenantList, Token))!.Tenants.Select(tenant => tenant.Name)];

    public static async Task<TenantDetails> TenantAsync(this HttpClient client, string name) =>
        (await client.GetFromJsonAsync($"/v1/tenants/{name}", WireJson.Default.TenantDetails, Token))!;

    public static async Task<HttpStatusCode> StatusAsync(this HttpClient client, HttpMethod method, string path)
    {
        using var response = await client.SendAsync(new HttpRequestMessage(method, path), Token);
        return response.StatusCode;
    }

    public static async Task<TenantRemovalReport> DeleteTenantAsync(this HttpClient client, string name, HttpStatusCode status, string query = "")
    {
        using var response = await client.DeleteAsync($"/v1/tenants/{name}{query}", Token);
        Assert.True(response.StatusCode == status, await response.Content.ReadAsStringAsync(Token));
        return (await response.Content.ReadFromJsonAsync(WireJson.Default.TenantRemovalReport, Token))!;
    }

    /// <summary>Waits until a tenant does not exist.</summary>
    public static Task IsDeletedAsync(this HttpClient client, string name) => Until.AnswersAsync(client, $"/v1/tenants/{name}", HttpStatusCode.NotFound);

    public static async Task<ApiKeySnapshot> SnapshotAsync(this HttpClient client) =>
        (await client.GetFromJsonAsync(ApiKeySnapshot.Path, WireJson.Default.ApiKeySnapshot, Token))!;
}
