using System.Text;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using VisionSystem.Contracts;
using VisionSystem.Tests.Logging.Persistence;
using VisionSystem.Tests.Logging.Streaming;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Logging.Tenants;

public sealed class SqliteRouteIsolationTests() : RouteIsolationTests(null);

[Collection(SharedPostgres.Name)]
public sealed class PostgresRouteIsolationTests(PostgresServer server) : RouteIsolationTests(server);

/// <summary>Every request of tenant b returns the response that it would have if tenant a did not exist.</summary>
public abstract class RouteIsolationTests(PostgresServer? postgres) : StoreTests(postgres)
{
    private static readonly byte[] Secret = Samples.Image(1);
    private static readonly byte[] Own = Samples.Image(2);

    private static readonly Prediction OfA = Samples.Of(Secret, "a") with { Filename = "secret-file", Source = "secret-source", Detections = [new Detection("secret-class", 0, .3f, new Box(1, 2, 30, 40))] };
    private static readonly Prediction OfB = Samples.Of(Own, "b");

    private static readonly string A = OfA.Id.ToString();
    private static readonly string Hash = OfA.Image.Sha256;

    /// <summary>
    /// Every route of the service with a request of tenant b, its expected status, and a request for a resource that does not
    /// exist. Both requests have the same status and, except for trace ids, the same response.
    /// </summary>
    private static readonly (string Route, string Ask, int Status, string? Nowhere)[] AskedByName =
    [
        // First: the log of tenant b then names the ids that it requested.
        ("GET /v1/audit/", "/v1/audit", 200, null),
        ("GET /v1/predictions/", "/v1/predictions?class=secret-class", 200, null),
        ("GET /v1/predictions/", "/v1/predictions?source=secret-source&image=" + Hash, 200, null),
        ("GET /v1/predictions/", "/v1/predictions", 200, null),
        ("GET /v1/predictions/export", "/v1/predictions/export?format=coco", 200, null),
        ("GET /v1/predictions/export", "/v1/predictions/export?format=csv&image=" + Hash, 200, null),
        ("GET /v1/predictions/export", "/v1/predictions/export?format=jsonl", 200, null),
        ("GET /v1/predictions/export", "/v1/predictions/export?format=label-studio", 200, null),
        ("GET /v1/predictions/export", "/v1/predictions/export?format=yolo", 200, null),
        ("GET /v1/predictions/export", "/v1/predictions/export?format=coco-results&class=secret-class", 422, "/v1/predictions/export?format=coco-results&class=nothing"),
        ("GET /v1/predictions/{id}", $"/v1/predictions/{A}", 404, $"/v1/predictions/{Guid.Empty}"),
        ("DELETE /v1/predictions/{id}", $"/v1/predictions/{A}", 404, $"/v1/predictions/{Guid.Empty}"),
        ("DELETE /v1/predictions/", "/v1/predictions?class=secret-class", 200, "/v1/predictions?class=nothing"),
        ("DELETE /v1/predictions/", "/v1/predictions?all=true&dry_run=true", 200, null),
        ("PUT /v1/predictions/{id}/review", $"/v1/predictions/{A}/review", 404, $"/v1/predictions/{Guid.Empty}/review"),
        ("GET /v1/predictions/{id}/review", $"/v1/predictions/{A}/review", 404, $"/v1/predictions/{Guid.Empty}/review"),
        ("GET /v1/review/queue", "/v1/review/queue?threshold=0.95", 200, null),
        ("GET /v1/stats", "/v1/stats?from=2026-03-01T00:00:00Z&to=2026-04-01T00:00:00Z", 200, null),
        ("GET /v1/drift", "/v1/drift?from=2026-03-14T00:00:00Z&to=2026-03-15T00:00:00Z&reference_from=2026-03-01T00:00:00Z&reference_to=2026-03-14T00:00:00Z", 200, null),
        ("GET /v1/images/{sha256}", "/v1/images/" + Hash, 404, "/v1/images/" + new string('0', 64)),
        ("GET /v1/images/{sha256}/link", $"/v1/images/{Hash}/link", 404, $"/v1/images/{new string('0', 64)}/link"),
    ];

    /// <summary>All of these requests, and those of GET with HEAD.</summary>
    private static readonly (string Route, string Ask, int Status, string? Nowhere)[] Asked =
    [
        .. AskedByName,
        .. AskedByName.Where(ask => ask.Route.StartsWith("GET ", StringComparison.Ordinal)).Select(ask => ("HEAD" + ask.Route[3..], ask.Ask, ask.Status, ask.Nowhere)),
    ];

    /// <summary>Routes with tests of their own below.</summary>
    private static readonly string[] AskedApart = ["POST /v1/predictions/batch", "GET /v1/predictions/stream", "HEAD /v1/predictions/stream"];

    /// <summary>Routes about other tenants, for administrators: AuthenticationTests and TenantAccessTests show that no other caller reaches them.</summary>
    private static readonly string[] OfAdministrators =
    [
        "GET /v1/keys/", "HEAD /v1/keys/", "POST /v1/keys/", "POST /v1/keys/{id}/rotate", "DELETE /v1/keys/{id}",
        "GET /v1/tenants/", "HEAD /v1/tenants/", "POST /v1/tenants/", "GET /v1/tenants/{name}", "HEAD /v1/tenants/{name}",
        "PUT /v1/tenants/{name}/limits", "POST /v1/tenants/{name}/suspend", "POST /v1/tenants/{name}/resume", "DELETE /v1/tenants/{name}",
    ];

    [Fact]
    public async Task Every_route_is_tested()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();

        var routes = service.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(route => route.RoutePattern.RawText!.StartsWith("/v1", StringComparison.Ordinal))
            .SelectMany(route => route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => $"{method} {route.RoutePattern.RawText}"));

        Assert.Equal(routes.Distinct().Order(), Asked.Select(ask => ask.Route).Concat(AskedApart).Concat(OfAdministrators).Distinct().Order());
    }

    [Fact]
    public async Task No_route_discloses_or_changes_data_of_another_tenant()
    {
        await using var service = await WithBothAsync();
        using var b = service.ClientOf("b");
        using var nobody = service.ClientOf("nobody");

        foreach (var client in new[] { b, nobody })
        {
            foreach (var (route, ask, status, nowhere) in Asked)
            {
                var answer = await AskAsync(client, route.Split(' ')[0], ask);
                Assert.True(status == answer.Status, $"{route} {ask}: {answer}");
                Assert.False(answer.Body.Contains("secret", StringComparison.Ordinal) || answer.Body.Contains(A, StringComparison.Ordinal) || answer.Body.Contains(Hash, StringComparison.Ordinal), $"{route} {ask}: {answer}");
                if (nowhere is not null)
                {
                    Assert.Equal(await AskAsync(client, route.Split(' ')[0], nowhere), answer);
                }
            }
        }

        // The data of tenant a are unchanged.
        using var a = service.ClientOf("a");
        Assert.Equivalent(OfA, Assert.Single((await a.PageAsync()).Items), strict: true);
        Assert.Equal(Secret, await a.GetByteArrayAsync("/v1/images/" + Hash, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Counts_cover_only_the_own_tenant()
    {
        await using var service = await WithBothAsync();
        using var b = service.ClientOf("b");

        Assert.Equal(1, (await b.PageAsync()).Total!.Count);
        Assert.Contains("\"predictions\":1,", (await AskAsync(b, "GET", Asked.Single(ask => ask.Route == "GET /v1/stats").Ask)).Body, StringComparison.Ordinal);
        Assert.Contains("\"predictions\":1,", (await AskAsync(b, "DELETE", "/v1/predictions?all=true&dry_run=true")).Body, StringComparison.Ordinal);
        using var nobody = service.ClientOf("nobody");
        Assert.Contains("\"predictions\":0,", (await AskAsync(nobody, "GET", Asked.Single(ask => ask.Route == "GET /v1/stats").Ask)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_delivery_discloses_no_image_and_changes_no_prediction_of_another_tenant()
    {
        await using var service = await WithBothAsync();
        using var b = service.ClientOf("b");

        // Referenced but not included: as missing as an image that no tenant has.
        foreach (var image in new[] { Secret, Samples.Image(99) })
        {
            using var answer = await b.PostAsync(PredictionBatch.Path, Delivery.Of([Samples.Of(image, "b")]).ToContent(), TestContext.Current.CancellationToken);
            Assert.Equal((422, "image-missing"), ((int)answer.StatusCode, (await answer.ProblemAsync()).Slug()));
        }

        Assert.Equal(new BatchReceipt(1, 0), await b.DeliverAsync(Delivery.Of([OfB with { Id = OfA.Id, CreatedAt = OfA.CreatedAt }], Own)));

        using var a = service.ClientOf("a");
        Assert.Equal("secret-file", (await a.PredictionAsync(OfA.Id)).Filename);
        Assert.Equal(OfB.Filename, (await b.PredictionAsync(OfA.Id)).Filename);
    }

    [Fact]
    public async Task A_stream_contains_only_the_own_tenant_from_every_cursor()
    {
        await using var service = await WithBothAsync();
        using var b = service.ClientOf("b");

        await using var stream = await EventStream.OpenAsync(b, lastEventId: $"0-{Guid.Empty}");

        Assert.Equal(OfB.Id, (await stream.NextAsync()).Prediction.Id);
    }

    /// <summary>Metrics are for operators and have no label that grows with the number of tenants.</summary>
    [Fact]
    public async Task Metrics_name_no_tenant()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        await client.DeliverAsync(Delivery.Of([OfA with { Tenant = "tenant_in_no_metric" }], Secret));
        using var tenant = service.ClientOf("tenant_in_no_metric");
        Assert.Single((await tenant.PageAsync()).Items);

        Assert.DoesNotContain("tenant_in_no_metric", await client.GetStringAsync("/metrics", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private async Task<LoggingApplication> WithBothAsync()
    {
        var service = await StartAsync();
        using var client = service.CreateClient();
        await client.DeliverAsync(Delivery.Of([OfA, OfB], Secret, Own));
        return service;
    }

    private static async Task<(int Status, string Body)> AskAsync(HttpClient client, string method, string ask)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), ask);
        request.Content = method == "PUT" ? new StringContent("""{"verdict": "wrong"}""", Encoding.UTF8, "application/json") : null;
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var body = Encoding.Latin1.GetString(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        return ((int)answer.StatusCode, System.Text.RegularExpressions.Regex.Replace(body, "\"trace_id\":\"[0-9a-f]*\"", ""));
    }
}
