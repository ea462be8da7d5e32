using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using VisionSystem.Bench.Servers;
using VisionSystem.Tests.Logging;

namespace VisionSystem.Tests.Inference.Forwarding;

/// <summary>Tests the forwarding to a logging-service that behaves in ways that the real one does not.</summary>
public sealed class ForwardingTests
{
    private static readonly string[] Passing = ["Accept", "Content-Length", "Content-Type", "Host", "If-Range", "If-None-Match", "Last-Event-ID", "Range", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Vision-Client-Address", "X-Vision-Tenant", "traceparent"];

    [Fact]
    public async Task Only_what_concerns_logging_service_reaches_it()
    {
        await using var logging = await OddLogging.StartAsync(context => context.Response.WriteAsync("{}"));
        await using var service = new InferenceApplication(("Vision:Logging:Url", logging.Url), ("CV_ALLOWED_HOSTS", "vision.example"), ("CV_AUTH", "off"));
        using var client = BareClientOf(service);
        using var request = new HttpRequestMessage(HttpMethod.Put, "/v1/predictions/a%20b/review?x=%2F%26&y=1") { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
        request.Headers.Host = "vision.example:8443";
        request.Headers.Connection.Add("X-Hop");
        foreach (var (name, value) in new[]
        {
            ("Accept", "application/json"), ("Range", "bytes=0-1"), ("If-Range", "\"a\""), ("If-None-Match", "\"b\""), ("Last-Event-ID", "1-2"),
            ("X-Vision-Tenant", "evil"), ("x-vision-tenant", "evil2"), ("Authorization", "Bearer secret"), ("Cookie", "session=secret"), ("X-Api-Key", "secret"),
            ("Proxy-Authorization", "Basic secret"), ("X-Forwarded-For", "10.0.0.1"), ("X-Forwarded-Host", "evil.example"), ("Forwarded", "for=evil"),
            ("X-Hop", "1"), ("Keep-Alive", "timeout=5"), ("TE", "trailers"), ("Upgrade", "websocket"), ("Accept-Encoding", "gzip"), ("X-Original-URL", "/v1/predictions/batch"),
            ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
        })
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var arrived = Assert.Single(logging.Requests);
        Assert.Equal(("PUT", "/v1/predictions/a%20b/review", "?x=%2F%26&y=1", "{}"), (arrived.Method, arrived.RawPath, arrived.Query, arrived.Body));
        Assert.Equal("default", arrived.Headers["X-Vision-Tenant"]);
        Assert.Equal((new Uri(logging.Url).Authority, "vision.example:8443"), (arrived.Headers["Host"], arrived.Headers["X-Forwarded-Host"]));
        Assert.Contains("0af7651916cd43dd8448eb211c80319c", arrived.Headers["traceparent"], StringComparison.Ordinal);
        Assert.Empty(arrived.Headers.Keys.Except(Passing, StringComparer.OrdinalIgnoreCase).Except(["Connection", "Upgrade"], StringComparer.OrdinalIgnoreCase));
        Assert.DoesNotContain(arrived.Headers, header => header.Value.Contains("secret", StringComparison.Ordinal) || header.Value.Contains("evil", StringComparison.Ordinal) || header.Value.Contains("X-Hop", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Headers_that_describe_logging_service_are_removed()
    {
        await using var logging = await OddLogging.StartAsync(context =>
        {
            foreach (var (name, value) in new[]
            {
                ("Server", "inside"), ("Set-Cookie", "inside=1"), ("X-Powered-By", "inside"), ("X-Request-Id", "inside"), ("Location", "http://inside/"), ("Via", "1.1 inside"),
                ("Keep-Alive", "timeout=5"), ("Proxy-Authenticate", "Basic"), ("Alt-Svc", "h2=\"inside:1\""), ("ETag", "\"1\""), ("Content-Disposition", "attachment"), ("Retry-After", "7"),
            })
            {
                context.Response.Headers[name] = value;
            }

            context.Response.StatusCode = StatusCodes.Status302Found;
            return Task.CompletedTask;
        });
        await using var service = new InferenceApplication(("Vision:Logging:Url", logging.Url));
        using var client = BareClientOf(service);

        using var answer = await client.GetAsync("/v1/stats", TestContext.Current.CancellationToken);

        // A redirect is passed on like any other response; the service does not follow it.
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Single(logging.Requests);
        Assert.Equal(
            ["Content-Disposition", "Content-Length", "Content-Security-Policy", "Cross-Origin-Resource-Policy", "Date", "ETag", "Referrer-Policy", "Retry-After", "X-Content-Type-Options", "X-Request-ID"],
            answer.Headers.Concat(answer.Content.Headers).Select(header => header.Key).Order(StringComparer.Ordinal));
        Assert.DoesNotContain("inside", answer.Headers.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_problem_of_logging_service_passes_unchanged_without_a_retry()
    {
        await using var logging = await OddLogging.StartAsync(context =>
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = "7";
            context.Response.ContentType = "application/problem+json";
            return context.Response.WriteAsync("""{"type":"urn:visionsystem:problem:store-unavailable"}""");
        });
        await using var service = new InferenceApplication(("Vision:Logging:Url", logging.Url));
        using var client = service.CreateClient();

        using var answer = await client.GetAsync("/v1/stats", TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "store-unavailable"), (answer.StatusCode, (await answer.ProblemAsync()).Slug()));
        Assert.Equal(TimeSpan.FromSeconds(7), answer.Headers.RetryAfter?.Delta);
        Assert.Single(logging.Requests);
    }

    [Theory]
    [InlineData("GET", "/v1/predictions")]
    [InlineData("GET", "/v1/predictions/stream")]
    [InlineData("HEAD", "/v1/images/a")]
    [InlineData("PUT", "/v1/predictions/a/review")]
    [InlineData("DELETE", "/v1/predictions?all=true")]
    public async Task Without_logging_service_the_response_is_503_with_Retry_After(string method, string path)
    {
        await using var service = new InferenceApplication(("Vision:Logging:Url", $"http://127.0.0.1:{FreePort.Take()}"));
        using var client = service.CreateClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = method == "PUT" ? new StringContent("{}", Encoding.UTF8, "application/json") : null };

        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(5), answer.Headers.RetryAfter?.Delta);
        Assert.Single(answer.Headers.GetValues("X-Request-Id"));
        if (method != "HEAD")
        {
            var problem = await answer.ProblemAsync();
            Assert.Equal("logging-unavailable", problem.Slug());
            Assert.StartsWith("The prediction store does not respond.", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("GET", 2, HttpStatusCode.OK)]
    [InlineData("PUT", 1, HttpStatusCode.ServiceUnavailable)]
    [InlineData("DELETE", 1, HttpStatusCode.ServiceUnavailable)]
    public async Task A_read_whose_connection_breaks_is_repeated_and_a_change_is_not(string method, int sent, HttpStatusCode status)
    {
        var broken = 0;
        await using var logging = await OddLogging.StartAsync(context =>
        {
            if (Interlocked.Exchange(ref broken, 1) == 0)
            {
                context.Abort();
            }

            return Task.CompletedTask;
        });
        await using var service = new InferenceApplication(("Vision:Logging:Url", logging.Url));
        using var client = service.CreateClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), method == "PUT" ? "/v1/predictions/a/review" : "/v1/predictions/a")
        {
            Content = method == "PUT" ? new StringContent("{}", Encoding.UTF8, "application/json") : null,
        };

        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal((status, sent), (answer.StatusCode, logging.Requests.Count));
    }

    [Fact]
    public async Task Reads_that_keep_failing_are_refused_without_being_sent()
    {
        await using var logging = await OddLogging.StartAsync(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        await using var service = new InferenceApplication(("Vision:Logging:Url", logging.Url));
        using var client = service.CreateClient();

        for (var i = 0; i < 60; i++)
        {
            using var answer = await client.DeleteAsync("/v1/predictions/a", TestContext.Current.CancellationToken);
            Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(5)), (answer.StatusCode, answer.Headers.RetryAfter?.Delta));
        }

        Assert.InRange(logging.Requests.Count, 20, 59);
    }

    [Fact]
    public async Task A_response_that_breaks_off_is_cut_off_and_not_ended()
    {
        await using var logging = await OddLogging.StartAsync(async context =>
        {
            await context.Response.WriteAsync("half of it");
            await context.Response.Body.FlushAsync();
            context.Abort();
        });
        await using var service = new InferenceApplication(("Vision:Logging:Url", logging.Url));
        using var client = service.CreateClient();

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => client.GetStringAsync("/v1/predictions/export", TestContext.Current.CancellationToken));
    }

    /// <summary>A client that adds no headers and follows no redirects.</summary>
    private static HttpClient BareClientOf(InferenceApplication service)
    {
        using var client = service.CreateClient();
        return new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ActivityHeadersPropagator = null }) { BaseAddress = client.BaseAddress };
    }

    /// <summary>A server in place of logging-service.</summary>
    private sealed class OddLogging(WebApplication server) : IAsyncDisposable
    {
        public string Url => server.Urls.First();

        public ConcurrentQueue<ArrivedRequest> Requests { get; } = new();

        public static async Task<OddLogging> StartAsync(RequestDelegate respond)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var logging = new OddLogging(builder.Build());
            await logging.ListenAsync(respond, TestContext.Current.CancellationToken);
            return logging;
        }

        public ValueTask DisposeAsync() => server.DisposeAsync();

        private async Task ListenAsync(RequestDelegate respond, CancellationToken cancellationToken)
        {
            server.Run(async context =>
            {
                using var body = new StreamReader(context.Request.Body);
                Requests.Enqueue(new ArrivedRequest(
                    context.Request.Method, context.Request.Path.ToUriComponent(), context.Request.QueryString.Value ?? "", await body.ReadToEndAsync(context.RequestAborted),
                    context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
                await respond(context);
            });
            await server.StartAsync(cancellationToken);
        }
    }

    private sealed record ArrivedRequest(string Method, string RawPath, string Query, string Body, Dictionary<string, string> Headers);
}
