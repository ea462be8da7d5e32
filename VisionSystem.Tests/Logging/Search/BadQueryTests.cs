using System.Text.Json;
using VisionSystem.Tests.Logging.Persistence;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Logging.Search;

public sealed class SqliteBadQueryTests() : BadQueryTests(null);

[Collection(SharedPostgres.Name)]
public sealed class PostgresBadQueryTests(PostgresServer server) : BadQueryTests(server);

public abstract class BadQueryTests(PostgresServer? postgres) : StoreTests(postgres)
{
    private const string Sql = "%27%3B%20DROP%20TABLE%20object_detections%3B--";

    /// <summary>Parameters that accept any text.</summary>
    private static readonly string[] Texts = ["class", "model", "version", "source", "metadata.a"];

    /// <summary>Queries with the fields that their errors name.</summary>
    private static readonly (string Query, string[] Fields)[] Wrong =
    [
        ("limit=0", ["limit"]),
        ("limit=501", ["limit"]),
        ("limit=-1", ["limit"]),
        ("limit=1.5", ["limit"]),
        ("limit=", ["limit"]),
        ("limit=99999999999999", ["limit"]),
        ("limit=1&limit=2", ["limit"]),
        ("page_token=", ["page_token"]),
        ("page_token=AAAA", ["page_token"]),
        ("page_token=" + Sql, ["page_token"]),
        ("page_token=Af_________________________________", ["page_token"]),
        ("page_token=%20%20%20%20%20%20%20%20%20%20%20%20%20%20%20%20%20%20%20%20%20%20%20%20%20%20%20%20%20%20%20%20%20%20", ["page_token"]),
        ("colour=red&limit=x&page_token=y", ["colour", "limit", "page_token"]),
        ("from=yesterday", ["from"]),
        ("from=2026-3-14", ["from"]),
        ("from=2026-02-30", ["from"]),
        ("from=2026-03-14T", ["from"]),
        ("from=2026-03-14T12:00:00.Z", ["from"]),
        ("from=2026-03-14T12:00:00,5Z", ["from"]),
        ("from=2026-03-14T12:00:00.123456789", ["from"]),
        ("from=2026-03-14T12:00:00%2B15:00", ["from"]),
        ("from=%D9%A2%D9%A0%D9%A2%D9%A6-03-14", ["from"]),
        ("from=2026-03-14&to=2026-03-14", ["to"]),
        ("order=", ["order"]),
        ("order=newest", ["order"]),
        ("order=asc&order=asc", ["order"]),
        ("tz=Europe/Berlin", ["tz"]),
        ("from=2026-03-14T12:00:00", ["from"]),
        ("from=2026-03-14T12:00:00+01:00", ["from"]),
        ("from=2026-13-14T12:00:00Z", ["from"]),
        ("to=2026-03-14T25:00:00Z", ["to"]),
        ("from=2026-03-14T12:00:00Z&to=2026-03-14T12:00:00Z", ["to"]),
        ("from=2026-03-14T12:00:00Z&from=2026-03-14T13:00:00Z", ["from"]),
        ("class=", ["class"]),
        ("class=%00", ["class"]),
        ("match=some", ["match"]),
        ("min_confidence=2", ["min_confidence"]),
        ("min_confidence=NaN", ["min_confidence"]),
        ("min_confidence=1e-1", ["min_confidence"]),
        ("max_confidence=-0.1", ["max_confidence"]),
        ("min_confidence=0.5&max_confidence=0.4", ["max_confidence"]),
        ("count=person", ["count"]),
        ("count=>=3", ["count"]),
        ("count=person>=-3", ["count"]),
        ("count=person<0", ["count"]),
        ("count=person>=99999999999", ["count"]),
        ("count=", ["count"]),
        ("reviewed=maybe", ["reviewed"]),
        ("image=abc", ["image"]),
        ("metadata.=x", ["metadata."]),
        ("metadata.a=x&metadata.a=y", ["metadata.a"]),
        ("metadata.a%20b=x", ["metadata.a b"]),
        ("metadata=x", ["metadata"]),
    ];

    [Fact]
    public async Task Names_every_query_parameter_that_is_wrong()
    {
        await using var service = await StartAsync();

        foreach (var (query, fields) in Wrong)
        {
            Assert.Equal(fields.Prepend(query), (await RefusedAsync(service, query)).ErrorFields().Order().Prepend(query));
        }
    }

    [Fact]
    public async Task Names_the_classes_when_there_are_ten_thousand_and_every_other_list_that_is_too_long()
    {
        await using var service = await StartAsync();

        Assert.Equal(["class"], (await RefusedAsync(service, string.Join('&', Enumerable.Range(0, 10_000).Select(i => $"class=c{i}")))).ErrorFields());
        Assert.Equal(["count"], (await RefusedAsync(service, string.Join('&', Enumerable.Range(0, 33).Select(i => $"count=c{i}=1")))).ErrorFields());
        Assert.Equal(["metadata.*"], (await RefusedAsync(service, string.Join('&', Enumerable.Range(0, 17).Select(i => $"metadata.c{i}=1")))).ErrorFields());
        Assert.Equal(["model"], (await RefusedAsync(service, "model=" + new string('x', 256))).ErrorFields());
    }

    [Fact]
    public async Task Treats_sql_in_a_query_as_plain_text()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        var image = Samples.Image(1);
        await client.DeliverAsync(Delivery.Of([Samples.Of(image)], image));

        foreach (var name in Texts)
        {
            Assert.Empty((await client.PageAsync($"?{name}={Sql}")).Items);
        }

        foreach (var name in new[] { "from", "to", "min_confidence", "max_confidence", "reviewed", "image", "count", "limit", "page_token", "match", "metadata." + Sql })
        {
            Assert.Single((await RefusedAsync(service, $"{name}={Sql}")).ErrorFields());
        }

        Assert.Single((await RefusedAsync(service, $"{Sql}={Sql}")).ErrorFields());
        Assert.Single((await client.PageAsync()).Items);
    }

    [Fact]
    public async Task Refuses_the_page_token_of_another_search()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        var image = Samples.Image(1);
        await client.DeliverAsync(Delivery.Of([Samples.Of(image), Samples.Of(image)], image));
        var next = (await client.PageAsync("?class=qr&limit=1")).Next;

        Assert.Single((await client.PageAsync($"?limit=5&class=qr&page_token={next}")).Items);
        foreach (var query in new[] { "", "class=other", "class=qr&class=other", "class=qr&model=markers" })
        {
            Assert.Equal(["page_token"], (await RefusedAsync(service, $"{query}&page_token={next}")).ErrorFields());
        }
    }

    [Fact]
    public async Task Refuses_the_page_token_of_another_order()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        var image = Samples.Image(1);
        await client.DeliverAsync(Delivery.Of([Samples.Of(image), Samples.Of(image)], image));
        var (newest, oldest) = ((await client.PageAsync("?limit=1")).Next, (await client.PageAsync("?limit=1&order=asc")).Next);

        Assert.Single((await client.PageAsync("?order=desc&page_token=" + newest)).Items);
        Assert.Single((await client.PageAsync("?page_token=" + newest)).Items);
        Assert.Single((await client.PageAsync("?order=asc&page_token=" + oldest)).Items);
        foreach (var query in new[] { "order=asc&page_token=" + newest, "order=desc&page_token=" + oldest, "page_token=" + oldest })
        {
            Assert.Equal(["page_token"], (await RefusedAsync(service, query)).ErrorFields());
        }
    }

    private static async Task<JsonElement> RefusedAsync(LoggingApplication service, string query)
    {
        using var client = service.CreateClient();
        using var answer = await client.GetAsync("/v1/predictions?" + query, TestContext.Current.CancellationToken);
        Assert.Equal(400, (int)answer.StatusCode);
        var problem = await answer.ProblemAsync();
        Assert.Equal("invalid-parameters", problem.Slug());
        return problem;
    }
}
