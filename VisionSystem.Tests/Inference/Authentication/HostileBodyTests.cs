using System.Net;
using System.Net.Http.Headers;
using System.Text;
using VisionSystem.Contracts;
using VisionSystem.Contracts.Configuration;
using VisionSystem.ServiceDefaults.Authentication;

namespace VisionSystem.Tests.Inference.Authentication;

/// <summary>Every route with every method and mutated bodies, with all scopes and without a key: no 5xx, and the service lives.</summary>
public sealed class HostileBodyTests(ClosedService service) : IClassFixture<ClosedService>
{
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"];

    /// <summary>Valid bodies of some route; the test truncates and changes them.</summary>
    private static readonly string[] Seeds =
    [
        """{"name":"x","tenant":"dock","scopes":["read","detect"],"expires_at":"2099-01-01T00:00:00Z"}""",
        """{"verdict":"wrong","boxes":[{"detection":0,"class":"a","box":{"x1":1,"y1":2,"x2":3,"y2":4}}],"missed":[],"note":"n","reviewer":"r"}""",
        """{"events":[{"id":"0198c0de-0000-7000-8000-000000000000","occurred_at":"2026-01-01T00:00:00Z","tenant":"a","action":"a","subject":"s","status":200,"service":"s"}]}""",
        """{"ids":["abc"]}""",
        """{"image":"AAAA","confidence":0.5,"metadata":{"a":"b"}}""",
    ];

    private static readonly string[] Texts =
    [
        "", "null", "[]", "{}", "0", "\"\"", "true", "[null]", "{\"\":null}", "{\"events\":null}", "{\"events\":[null]}", "{\"ids\":null}", "{\"ids\":[null]}", "{\"name\":null,\"scopes\":null}",
        "{\"name\":\"x\",\"scopes\":[null]}", "{\"name\":\"\\u0000\\ud800\",\"scopes\":[\"read\"]}", "{\"name\":\"x\",\"scopes\":[\"read\"],\"expires_at\":\"9999-12-31T23:59:59.9999999Z\"}",
        "{\"verdict\":null,\"boxes\":[null],\"missed\":[null]}", "{\"image\":{\"image\":null}}", "{\"a\":1e999}", new string('[', 2000), "\ufeff{}", "<xml/>", "a=b&a=b&%zz=%",
        "--b\r\nContent-Disposition: form-data; name=\"image\"\r\n\r\n\r\n--b--\r\n", "--b\r\nContent-Disposition: form-data", "--b--",
    ];

    private static readonly string?[] Types = ["application/json", "multipart/form-data; boundary=b", "application/x-www-form-urlencoded", "image/jpeg", "multipart/form-data", "nonsense", null];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_route_of_inference_service_fails()
    {
        var key = await service.CreateKeyAsync(TenantName.Default, [.. Scope.All]);
        await AttackAsync(service.Inference.CreateClient(), EndpointRequests.Of(service.Inference.Services), key.Key);
    }

    [Fact]
    public async Task No_route_of_logging_service_fails()
    {
        var tokens = new ServiceTokens(new AccessOptions { ServiceKeys = new CommaList(ClosedService.ServiceKey) }, TimeProvider.System);
        await AttackAsync(service.Inference.Logging.CreateClient(), EndpointRequests.Of(service.Inference.Logging.Services), tokens.Create(TenantName.Default, "test", Scope.All.Append(Scope.Ingest))!);
    }

    private static async Task AttackAsync(HttpClient client, IEnumerable<(string Method, string Path)> routes, string credential)
    {
        using var _ = client;
        var random = new Random(15);
        var failures = new List<string>();
        var requests =
            from path in routes.Where(route => !route.Path.EndsWith("/stream", StringComparison.Ordinal)).Select(route => route.Path).Distinct()
            from method in Methods
            from key in new[] { credential, null }
            from body in method is "POST" or "PUT" && key is not null ? Bodies(random) : Bodies(random).Take(1)
            select (path, method, key, body);
        var count = 0;
        foreach (var (path, method, key, body) in requests)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
            if (method is not ("GET" or "HEAD" or "TRACE"))
            {
                request.Content = new ByteArrayContent(body.Bytes);
                request.Content.Headers.TryAddWithoutValidation("Content-Type", body.Type);
            }

            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
            count++;

            // The demo model may still load.
            if ((int)response.StatusCode >= 500 && response.StatusCode != HttpStatusCode.ServiceUnavailable)
            {
                failures.Add($"{method} {path} {body.Type} {Encoding.UTF8.GetString(body.Bytes)}: {(int)response.StatusCode}");
            }
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures.Take(20)));
        Assert.True(count > 1000, $"{count} requests");
        await Until.AnswersAsync(client, "/alive", HttpStatusCode.OK);
    }

    private static IEnumerable<(string? Type, byte[] Bytes)> Bodies(Random random)
    {
        foreach (var (index, text) in Texts.Concat(Seeds).Index())
        {
            yield return (index >= Texts.Length - 4 && index < Texts.Length ? Types[1] : Types[0], Encoding.UTF8.GetBytes(text));
            yield return (Types[random.Next(Types.Length)], Encoding.UTF8.GetBytes(text));
        }

        foreach (var seed in Seeds)
        {
            for (var i = 0; i < 5; i++)
            {
                var bytes = Encoding.UTF8.GetBytes(seed);
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                yield return (Types[0], bytes[..random.Next(1, bytes.Length + 1)]);
                yield return (Types[0], bytes);
            }
        }
    }
}
