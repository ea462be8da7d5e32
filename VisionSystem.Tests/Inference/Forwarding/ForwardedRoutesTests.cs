using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using VisionSystem.Contracts;
using VisionSystem.Logging.Tenants;
using VisionSystem.Tests.Logging;

namespace VisionSystem.Tests.Inference.Forwarding;

/// <summary>The routes of logging-service that the public service forwards, and their OpenAPI description.</summary>
public sealed class ForwardedRoutesTests(ForwardedRoutesTests.Service service) : IClassFixture<ForwardedRoutesTests.Service>
{
    private static readonly byte[] Image = Samples.Image(7);

    [Fact]
    public void Exactly_the_public_routes_of_logging_service_are_forwarded()
    {
        var ofLogging = RoutesOf(service.Application.Logging.Services, PublicRoutes.IsPublic);
        var forwarded = RoutesOf(service.Application.Services, route => route.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is not null);

        Assert.Equal(ofLogging, forwarded);
        Assert.Equal((14, 14, 11), (ofLogging.Count(route => route.StartsWith("GET ", StringComparison.Ordinal)), ofLogging.Count(route => route.StartsWith("HEAD ", StringComparison.Ordinal)), ofLogging.Count(route => route[0] is 'D' or 'P')));
        Assert.Equal(["POST /v1/predictions/batch"], RoutesOf(service.Application.Logging.Services, route => !PublicRoutes.IsPublic(route)));
    }

    /// <summary>Sends a delivery that logging-service would accept, with every spelling of its path.</summary>
    [Theory]
    [InlineData("/v1/predictions/batch", 405)]
    [InlineData("/v1/predictions/batch/", 405)]
    [InlineData("/V1/Predictions/BATCH", 405)]
    [InlineData("/v1/predictions/%62atch", 405)]
    [InlineData("/v1/predictions//batch", 404)]
    [InlineData("/v1//predictions/batch", 404)]
    [InlineData("/v1/images/../predictions/batch", 405)]
    [InlineData("/v1/images/..%2Fpredictions%2Fbatch", 405)]
    [InlineData("/v1/images/..%252Fpredictions%252Fbatch", 405)]
    [InlineData("/v1/images/..%5Cpredictions%5Cbatch", 405)]
    [InlineData("/v1/images/%2e%2e/predictions/batch", 405)]
    [InlineData("/v1/predictions/batch?x=/v1/predictions", 405)]
    [InlineData("/v1/predictions/batch/review", 405)]
    public async Task A_delivery_through_the_public_service_is_refused(string path, int status)
    {
        foreach (var over in new[] { null, "POST" })
        {
            var uri = new Uri(service.Client.BaseAddress!.GetLeftPart(UriPartial.Authority) + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
            using var request = new HttpRequestMessage(HttpMethod.Post, uri) { Content = Delivery.Of([Samples.Of(Image) with { Source = "outside" }], Image).ToContent() };
            request.Headers.Add("X-HTTP-Method-Override", over ?? "PUT");
            using var answer = await service.Client.SendAsync(request, TestContext.Current.CancellationToken);

            Assert.Equal(status, (int)answer.StatusCode);
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        }

        using var logging = service.Application.Logging.CreateClient();
        Assert.Empty((await logging.PageAsync("?source=outside")).Items);
    }

    [Theory]
    [InlineData("GET", "/v1/predictions/batch", 404)]
    [InlineData("PUT", "/v1/predictions/batch", 405)]
    [InlineData("OPTIONS", "/v1/predictions/batch", 405)]
    [InlineData("PATCH", "/v1/predictions", 405)]
    [InlineData("POST", "/v1/predictions", 405)]
    [InlineData("DELETE", "/v1/stats", 405)]
    [InlineData("PATCH", "/v1/tenants", 405)]
    [InlineData("GET", "/v1/images", 404)]
    [InlineData("GET", "/v1/review", 404)]
    [InlineData("GET", "/v1/predictions/a/b", 404)]
    [InlineData("GET", "/v1/predictions/a/review/b", 404)]
    public async Task Any_other_path_or_method_is_a_problem(string method, string path, int status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var answer = await service.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Single(answer.Headers.GetValues("X-Request-Id"));
    }

    [Fact]
    public async Task The_tenant_header_of_a_caller_is_ignored()
    {
        using var other = service.Application.Logging.ClientOf("other");
        var image = Samples.Image(9);
        var secret = Samples.Of(image, "other");
        await other.DeliverAsync(Delivery.Of([secret], image));

        foreach (var path in new[] { $"/v1/predictions/{secret.Id}", "/v1/images/" + secret.Image.Sha256 })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Add(TenantName.Header, "other");
            using var answer = await service.Client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }

        Assert.Equal(secret.Id, (await other.PredictionAsync(secret.Id)).Id);
    }

    [Fact]
    public async Task An_image_request_supports_full_range_and_conditional_responses()
    {
        var image = Samples.Image(8, 300_000);
        using var logging = service.Application.Logging.CreateClient();
        await logging.DeliverAsync(Delivery.Of([Samples.Of(image)], image));
        var path = "/v1/images/" + Samples.Sha256Of(image);

        using var whole = await SendAsync(HttpMethod.Get, path);
        using var head = await SendAsync(HttpMethod.Head, path);
        using var part = await SendAsync(HttpMethod.Get, path, ("Range", "bytes=100-199"));
        using var beyond = await SendAsync(HttpMethod.Get, path, ("Range", "bytes=300000-"));
        using var unchanged = await SendAsync(HttpMethod.Get, path, ("If-None-Match", whole.Headers.ETag!.Tag));

        Assert.Equal(image, await whole.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal((200, 300_000L, "image/jpeg"), ((int)head.StatusCode, head.Content.Headers.ContentLength, head.Content.Headers.ContentType?.MediaType));
        Assert.Equal(image[100..200], await part.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal("bytes 100-199/300000", part.Content.Headers.ContentRange?.ToString());
        Assert.Equal((206, 416, 304), ((int)part.StatusCode, (int)beyond.StatusCode, (int)unchanged.StatusCode));
        Assert.Equal("private, max-age=31536000, immutable", string.Join(", ", whole.Headers.NonValidated["Cache-Control"]));
        Assert.All([whole, part, unchanged], answer => Assert.Contains("Origin", answer.Headers.Vary));
    }

    [Fact]
    public void HEAD_exists_for_every_GET_route()
    {
        Assert.All([service.Application.Services, service.Application.Logging.Services], services =>
        {
            var readable = services.GetRequiredService<EndpointDataSource>().Endpoints
                .Select(route => (route.DisplayName, route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods))
                .Where(route => route.HttpMethods?.Contains(HttpMethods.Get) == true);
            Assert.All(readable, route => Assert.Contains(HttpMethods.Head, route.HttpMethods!));
        });
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/console.js")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/health")]
    [InlineData("/ready")]
    [InlineData("/alive")]
    [InlineData("/metrics")]
    [InlineData("/v1/models")]
    [InlineData("/v1/models/demo")]
    [InlineData("/v1/models/nothing")]
    [InlineData("/v1/predictions")]
    [InlineData("/v1/predictions/stream")]
    [InlineData("/v1/predictions/export?format=csv")]
    [InlineData("/v1/predictions/export?format=nothing")]
    [InlineData("/v1/stats")]
    [InlineData("/v1/drift")]
    [InlineData("/v1/review/queue")]
    public async Task HEAD_returns_the_headers_of_GET_without_a_body(string path)
    {
        using var get = await service.Client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        using var head = await SendAsync(HttpMethod.Head, path);
        using var next = await SendAsync(HttpMethod.Head, path);

        Assert.Equal(
            (get.StatusCode, get.Content.Headers.ContentType?.ToString()),
            (head.StatusCode, head.Content.Headers.ContentType?.ToString()));
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(head.StatusCode, next.StatusCode);
    }

    [Fact]
    public async Task An_oversized_review_is_refused_by_name()
    {
        using var body = new ByteArrayContent(new byte[ReviewDraft.MaxBytes + 1]);
        body.Headers.ContentType = new("application/json");
        using var answer = await service.Client.PutAsync($"/v1/predictions/{Guid.Empty}/review", body, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "body-too-large"), (answer.StatusCode, (await answer.ProblemAsync()).Slug()));
        Assert.Single(answer.Headers.GetValues("X-Request-Id"));
    }

    /// <summary>A request has one trace and one id, whichever of the two services responds.</summary>
    [Fact]
    public async Task The_trace_id_of_a_problem_is_the_requests()
    {
        using var answer = await service.Client.GetAsync($"/v1/predictions/{Guid.Empty}", TestContext.Current.CancellationToken);

        Assert.Equal(Assert.Single(answer.Headers.GetValues("X-Request-Id")), (await answer.ProblemAsync()).GetProperty("trace_id").GetString());
    }

    [Fact]
    public async Task Parameters_of_searches_statistics_and_exports_are_forwarded()
    {
        using var logging = service.Application.Logging.CreateClient();
        Prediction[] all = [.. Enumerable.Range(0, 3).Select(i => Samples.Of(Image, createdAt: new DateTimeOffset(2025, 3, 30, 0, 0, 0, TimeSpan.Zero).AddMinutes(30 * i)) with { Source = "parameters" })];
        await logging.DeliverAsync(Delivery.Of(all, Image));
        const string Search = "source=parameters&class=QR&from=2025-03-30&to=2025-03-30t01:00:00.0019999999z";

        Assert.Equal([all[0].Id, all[1].Id, all[2].Id], (await service.Client.PageAsync($"?{Search}&order=asc")).Items.Select(item => item.Id));
        var stats = await service.Client.GetFromJsonAsync("/v1/stats?tz=Europe/Berlin&interval=day&from=2025-03-30&to=2025-03-31", WireJson.Default.PredictionStats, TestContext.Current.CancellationToken);
        Assert.Equal((TimeSpan.FromHours(1), "Europe/Berlin", 3), (stats!.Series[0].Start.Offset, stats.Tz, stats.Series[0].Predictions));
        var csv = await service.Client.GetByteArrayAsync($"/v1/predictions/export?format=csv&bom=true&{Search}", TestContext.Current.CancellationToken);
        Assert.Equal([0xEF, 0xBB, 0xBF], csv[..3]);
    }

    [Fact]
    public async Task The_document_describes_forwarded_routes_as_logging_service_does()
    {
        using var logging = service.Application.Logging.CreateClient();
        var there = await logging.GetFromJsonAsync<JsonNode>("/openapi/public.json", TestContext.Current.CancellationToken);
        var here = await service.Client.GetFromJsonAsync<JsonNode>("/openapi/v1.json", TestContext.Current.CancellationToken);

        foreach (var (path, operations) in there!["paths"]!.AsObject())
        {
            Assert.True(JsonNode.DeepEquals(operations, here!["paths"]![path]), path);
        }

        foreach (var (name, schema) in there["components"]!["schemas"]!.AsObject())
        {
            Assert.True(JsonNode.DeepEquals(schema, here!["components"]!["schemas"]![name]), name);
        }

        Assert.Equal(["Detection", "Models", "Session", "Predictions", "Statistics", "Review", "Images", "Keys", "Audit", "Tenants"], here!["tags"]!.AsArray().Select(tag => (string?)tag!["name"]));
    }

    [Fact]
    public async Task The_document_has_every_operation()
    {
        var document = await service.Client.GetFromJsonAsync<JsonNode>("/openapi/v1.json", TestContext.Current.CancellationToken);
        var operations = document!["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(operation => operation.Value!["operationId"]!.ToString()));

        Assert.Equal(
            [
                "Classify", "CreateKey", "CreateSession", "CreateTenant", "DeletePrediction", "DeletePredictions", "DeleteSession", "DeleteTenant", "Detect",
                "DetectOriented", "ExportPredictions", "FollowPredictions", "GetDrift", "GetImage", "GetImageLink", "GetModel", "GetModelVersion", "GetPrediction",
                "GetReviewQueue", "GetReviews", "GetSession", "GetStats", "GetTenant", "ListAuditEvents", "ListKeys", "ListModels", "ListPredictions", "ListTenants",
                "LoadModel", "LoadModelVersion", "Pose", "ResumeTenant", "ReviewPrediction", "RevokeKey", "RotateKey", "Segment", "SetTenantLimits", "SuspendTenant",
                "UnloadModel", "UnloadModelVersion",
            ],
            operations.Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(
            [
                "class", "match", "count", "min_confidence", "max_confidence", "from", "to", "model", "version", "source", "reviewed", "image", "metadata.NAME",
                "order", "limit", "page_token",
            ],
            document["paths"]!["/v1/predictions"]!["get"]!["parameters"]!.AsArray().Select(parameter => (string?)parameter!["name"]));
    }

    [Fact]
    public async Task The_document_names_fields_as_they_cross_the_wire()
    {
        using var logging = service.Application.Logging.CreateClient();
        var prediction = Samples.Of(Image) with { Source = "described" };
        await logging.DeliverAsync(Delivery.Of([prediction], Image));
        var schemas = (await service.Client.GetFromJsonAsync<JsonNode>("/openapi/v1.json", TestContext.Current.CancellationToken))!["components"]!["schemas"]!.AsObject();
        var sent = await service.Client.GetFromJsonAsync<JsonNode>($"/v1/predictions/{prediction.Id}", TestContext.Current.CancellationToken);

        Assert.Empty(sent!.AsObject().Select(field => field.Key).Except(schemas["Prediction"]!["properties"]!.AsObject().Select(field => field.Key)));
        Assert.DoesNotContain(schemas.SelectMany(schema => schema.Value!["properties"]?.AsObject().Select(field => field.Key) ?? []), name => name.Any(char.IsUpper));
        Assert.Equal("integer", (string?)schemas["Prediction"]!["properties"]!["image_bytes"]!["type"]);
    }

    [Fact]
    public async Task The_document_has_the_parameters_that_are_read()
    {
        var paths = (await service.Client.GetFromJsonAsync<JsonNode>("/openapi/v1.json", TestContext.Current.CancellationToken))!["paths"]!;

        Assert.Contains(("Last-Event-ID", "header"), ParametersOf("/v1/predictions/stream", "get"));
        Assert.Contains(("format", "query"), ParametersOf("/v1/predictions/export", "get"));
        Assert.Contains(("dry_run", "query"), ParametersOf("/v1/predictions", "delete"));
        Assert.Equal([("tz", "query"), ("from", "query"), ("to", "query"), ("interval", "query")], ParametersOf("/v1/stats", "get"));

        IEnumerable<(string?, string?)> ParametersOf(string path, string method) =>
            paths[path]![method]!["parameters"]!.AsArray().Select(parameter => ((string?)parameter!["name"], (string?)parameter["in"]));
    }

    private static List<string> RoutesOf(IServiceProvider services, Func<Endpoint, bool> which) =>
    [
        .. services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(route => route.RoutePattern.RawText!.StartsWith("/v1/", StringComparison.Ordinal) && which(route))
            .SelectMany(route => route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => $"{method} {route.RoutePattern.RawText!.TrimEnd('/')}"))
            .Order(StringComparer.Ordinal),
    ];

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await service.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>One running service for all tests of this class.</summary>
    public sealed class Service : IAsyncLifetime
    {
        internal InferenceApplication Application { get; } = new();

        public HttpClient Client { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Client = await Application.ReadyClientAsync();

        public ValueTask DisposeAsync() => Application.DisposeAsync();
    }
}
