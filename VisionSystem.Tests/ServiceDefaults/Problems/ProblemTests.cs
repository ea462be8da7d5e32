using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Tests.ServiceDefaults;

public sealed class ProblemTests : IAsyncLifetime
{
    private TestService _service = null!;

    public async ValueTask InitializeAsync() => _service = await TestService.StartAsync(map: app =>
    {
        app.MapGet("/refused", () => Problems.InvalidParameters.Result(
            "Two parameters are wrong.",
            new Dictionary<string, string[]> { ["confidence"] = ["must be 0..1"], ["iou"] = ["must be 0..1", "is no number"] },
            TimeSpan.FromMilliseconds(1200)));
        app.MapGet("/boom", IResult () => throw new InvalidOperationException("the password is hunter2"));
        app.MapGet("/late-boom", async (HttpContext context) =>
        {
            await context.Response.WriteAsync("half an");
            throw new InvalidOperationException("too late");
        });
        app.MapGet("/count", (int n) => n);
        app.MapPost("/numbers", (Dictionary<string, int> numbers) => numbers);
        app.MapPost("/bytes", async (HttpRequest request) =>
        {
            await request.Body.CopyToAsync(Stream.Null, request.HttpContext.RequestAborted);
        });
        app.MapGet("/bare/{status:int}", (int status) => Results.StatusCode(status));
    });

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task A_handler_returns_a_problem_with_all_its_members()
    {
        using var response = await _service.GetAsync("/refused");

        var problem = await ProblemOf(response);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.ToString());
        Assert.Equal(TimeSpan.FromSeconds(2), response.Headers.RetryAfter?.Delta);
        Assert.Equal("urn:visionsystem:problem:invalid-parameters", problem.GetProperty("type").GetString());
        Assert.Equal("Some parameters are not valid", problem.GetProperty("title").GetString());
        Assert.Equal(400, problem.GetProperty("status").GetInt32());
        Assert.Equal("Two parameters are wrong.", problem.GetProperty("detail").GetString());
        Assert.Equal(2, problem.GetProperty("errors").GetProperty("iou").GetArrayLength());
    }

    [Fact]
    public async Task The_trace_id_is_the_callers_and_is_in_body_header_and_log()
    {
        const string TraceId = "0af7651916cd43dd8448eb211c80319c";
        using var request = new HttpRequestMessage(HttpMethod.Get, "/boom");
        request.Headers.Add("traceparent", $"00-{TraceId}-b7ad6b7169203331-01");

        using var response = await _service.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(TraceId, (await ProblemOf(response)).GetProperty("trace_id").GetString());
        Assert.Equal(TraceId, Assert.Single(response.Headers.GetValues("X-Request-Id")));
    }

    [Fact]
    public async Task A_failure_is_logged_and_not_disclosed_to_the_client()
    {
        using var response = await _service.GetAsync("/boom");
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Contains("urn:visionsystem:problem:internal", body, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", body, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", body, StringComparison.Ordinal);
        var line = Assert.Single(_service.Lines.All, line => line.StartsWith("Error: internal 500 for GET /boom", StringComparison.Ordinal));
        Assert.Contains("hunter2", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_after_the_response_started_cuts_the_connection() =>
        await Assert.ThrowsAsync<HttpRequestException>(() => _service.GetTextAsync("/late-boom"));

    [Fact]
    public async Task An_unknown_route_points_to_the_documentation_and_lists_nothing()
    {
        using var response = await _service.GetAsync("/v1/foo");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal(
            "No route matches GET /v1/foo; the API is described at /openapi/v1.json.",
            (await ProblemOf(response)).GetProperty("detail").GetString());
    }

    [Fact]
    public async Task A_wrong_method_is_told_the_right_one()
    {
        using var response = await _service.Client.DeleteAsync("/numbers", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["POST"], response.Content.Headers.Allow);
        var detail = (await ProblemOf(response)).GetProperty("detail").GetString();
        Assert.StartsWith("/numbers accepts POST, not DELETE", detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_content_type_is_named()
    {
        using var content = new StringContent("a,b", Encoding.UTF8, "text/csv");
        using var response = await _service.Client.PostAsync("/numbers", content, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Contains("text/csv", (await ProblemOf(response)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_malformed_body_is_told_where_it_breaks()
    {
        using var content = new StringContent("{\"a\":1,\n\"b\":\"x\"}", Encoding.UTF8, "application/json");
        using var response = await _service.Client.PostAsync("/numbers", content, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var problem = await ProblemOf(response);
        Assert.Equal("urn:visionsystem:problem:malformed-body", problem.GetProperty("type").GetString());
        Assert.Contains("at $.b, line 2", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/count", "is required")]
    [InlineData("/count?n=many", "'many' is not a valid value")]
    public async Task A_parameter_that_does_not_bind_is_named(string path, string what)
    {
        using var response = await _service.GetAsync(path);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(what, (await ProblemOf(response)).GetProperty("errors").GetProperty("n")[0].GetString());
    }

    [Fact]
    public async Task A_body_over_the_servers_limit_is_413_with_the_limit()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/bytes") { Content = new ByteArrayContent([]) };
        request.Content.Headers.ContentLength = 40_000_000;
        request.Headers.ExpectContinue = true;

        using var response = await _service.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Contains("30000000 bytes", (await ProblemOf(response)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(409)]
    [InlineData(418)]
    [InlineData(429)]
    [InlineData(502)]
    [InlineData(503)]
    public async Task A_bare_status_gets_a_problem_of_that_status(int status)
    {
        using var response = await _service.GetAsync($"/bare/{status}");

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(status, (await ProblemOf(response)).GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task Problems_are_counted_by_kind()
    {
        using var response = await _service.GetAsync("/refused");

        var metrics = await _service.GetTextAsync("/metrics");

        Assert.Matches("""(?m)^cv_problems_total\{problem="invalid-parameters",status="400"\} [1-9]""", metrics);
    }

    [Fact]
    public async Task A_head_request_gets_the_status_and_no_body()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, "/nowhere");
        using var response = await _service.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    private static Task<JsonElement> ProblemOf(HttpResponseMessage response) =>
        response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
}
