using VisionSystem.Contracts;
using VisionSystem.Tests.Logging.Persistence;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Logging.Search;

public sealed class SqliteSearchTests() : SearchTests(null);

[Collection(SharedPostgres.Name)]
public sealed class PostgresSearchTests(PostgresServer server) : SearchTests(server);

public abstract class SearchTests(PostgresServer? postgres) : StoreTests(postgres)
{
    private static readonly byte[] Dock = Samples.Image(1);
    private static readonly byte[] Yard = Samples.Image(2);

    /// <summary>Seven predictions, one minute apart, each named by a letter.</summary>
    private static readonly Prediction[] All =
    [
        Made("a", 0, Dock, ("person", 0.9f), ("person", 0.6f), ("person", 0.5f), ("forklift", 0.3f)) with { Source = "cam-1", Metadata = Said(("camera", "dock-3"), ("shift", "night")) },
        Made("b", 1, Yard, ("person", 0.4f)) with { Source = "cam-2", Metadata = Said(("camera", "dock-4"), ("shift", "night")) },
        Made("c", 2, Dock, ("forklift", 0.95f), ("forklift", 0.9f)) with { Metadata = Said(("camera", "dock-3")) },
        Made("d", 3, Yard) with { Source = "it's", Model = new ModelReference("other", "2.0", "detect") },
        Made("e", 4, Yard, ("tench, Tinca tinca", 0.7f)) with { Model = new ModelReference("markers", "2.0", "detect") },
        Made("f", 5, Yard, ("PERSON", 0.8f), ("it's \"one\"", 0.8f)),
        Made("g", 6, Yard) with
        {
            Model = new ModelReference("birds", "1", ModelReference.Classify),
            Classifications = [new ClassScore("wren", 1, 0.75f), new ClassScore("robin", 2, 0.2f)],
        },
    ];

    /// <summary>Queries with the predictions that each finds.</summary>
    private static readonly (string Query, string Expected)[] Queries =
    [
        ("", "gfedcba"),
        ("class=person", "fba"),
        ("class=PERSON", "fba"),
        ("class=Tench%2C+tinca+TINCA", "e"),
        ("class=forklift", "ca"),
        ("class=person&class=forklift", "fcba"),
        ("class=person&class=Forklift&match=any", "fcba"),
        ("class=person&class=forklift&match=all", "a"),
        ("class=person&class=Person&match=all", "fba"),
        ("class=wren", "g"),
        ("class=robin&min_confidence=0.3", ""),
        ("class=tench%2C+Tinca+tinca", "e"),
        ("class=it%27s+%22one%22", "f"),
        ("class=nothing", ""),
        ("class=nothing&class=person", "fba"),
        ("count=person>=3", "a"),
        ("count=person%3E%3D1", "fba"),
        ("count=person>1", "a"),
        ("count=forklift=2", "c"),
        ("count=person=0", "gedc"),
        ("count=person<=1", "gfedcb"),
        ("count=person<3", "gfedcb"),
        ("count=person>=1&count=forklift>=1", "a"),
        ("count=Person>=1&count=FORKLIFT=0", "fb"),
        ("class=forklift&count=person=0", "c"),
        ("class=person&class=forklift&count=forklift<=1", "fba"),
        ("min_confidence=0.9", "ca"),
        ("max_confidence=0.9&min_confidence=0.75", "gfa"),
        ("class=person&min_confidence=0.9", "a"),
        ("class=person&max_confidence=0.4", "b"),
        ("class=forklift&min_confidence=0.5", "c"),
        ("class=person&class=forklift&min_confidence=0.5", "fca"),
        ("from=2026-03-14T12:02:00Z", "gfedc"),
        ("to=2026-03-14T12:02:00Z", "ba"),
        ("from=2026-03-14T12:01:00Z&to=2026-03-14T12:03:00.000Z", "cb"),
        ("from=2026-03-14T13:02:00%2B01:00&class=person&class=forklift", "fc"),
        ("from=2026-03-14T12:01:00.0005Z&to=2026-03-14T12:03:00.0005Z", "cb"),
        ("from=2026-03-14T12:02:00.123456789Z", "gfed"),
        ("from=2026-03-14T12:02:00.000000999Z", "gfedc"),
        ("from=2026-03-14T14:01:59.9999999999%2B02:00&to=2026-03-14T12:04:00.000000000000Z", "dc"),
        ("from=2026-03-14t12:02:00z", "gfedc"),
        ("from=2026-03-14t13:02:00.5%2b01:00", "gfed"),
        ("from=2026-03-14%2012:02:00%2B00:00", "gfedc"),
        ("from=2026-03-14", "gfedcba"),
        ("from=2026-03-14&to=2026-03-15", "gfedcba"),
        ("from=2026-03-15", ""),
        ("to=2026-03-14", ""),
        ("to=2026-03-15", "gfedcba"),
        ("from=2026-03-13&to=2026-03-14", ""),
        ("from=0001-01-01T00:00:00Z&to=9999-12-31T23:59:59.9999999Z", "gfedcba"),
        ("from=0001-01-01&to=9999-12-31", "gfedcba"),
        ("model=markers", "fecba"),
        ("model=markers&version=2.0", "e"),
        ("version=2.0", "ed"),
        ("class=person&model=other", ""),
        ("source=cam-1", "a"),
        ("source=it%27s", "d"),
        ("metadata.camera=dock-3", "ca"),
        ("metadata.camera=dock-3&metadata.shift=night", "a"),
        ("metadata.shift=night&class=person&count=forklift=0", "b"),
        ("metadata.Camera=dock-3", ""),
        ("metadata.camera=", ""),
        ("image=DOCK", "ca"),
        ("image=DOCK&class=person", "a"),
        ("image=DOCK&from=2026-03-14T12:01:00Z&model=markers", "c"),
        ("reviewed=true", "fb"),
        ("reviewed=false&class=person", "a"),
        ("reviewed=true&metadata.shift=night&source=cam-2&model=markers&class=person&to=2027-01-01T00:00:00Z", "b"),
    ];

    [Fact]
    public async Task Finds_exactly_the_matching_predictions_newest_first_across_pages()
    {
        await using var service = await WithAllAsync();
        using var client = service.CreateClient();
        foreach (var (text, expected) in Queries)
        {
            var query = text.Replace("DOCK", Samples.Sha256Of(Dock), StringComparison.Ordinal);
            var whole = await client.PageAsync("?" + query);

            Assert.Equal((text, expected, expected), (text, Names(whole), await PagedAsync(client, query, expected.Length)));
            Assert.Equal((text, string.Concat(expected.Reverse())), (text, await PagedAsync(client, query + "&order=asc", expected.Length)));
            Assert.Equal((text, new PredictionTotal(expected.Length, Exact: true)), (text, whole.Total));
        }
    }

    [Fact]
    public async Task Counts_few_and_estimates_many()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        for (var batch = 0; batch < 12; batch++)
        {
            await client.DeliverAsync(Delivery.Of([.. Enumerable.Range(0, 250).Select(i => Made("x", (batch * 250) + i, Dock, i % 2 == 0 ? ("even", 0.5f) : ("odd", 0.5f), ("all", 0.5f)))], Dock));
        }

        await QueryAsync(service, "ANALYZE");

        Assert.Equal(new PredictionTotal(240, Exact: true), (await client.PageAsync("?to=2026-03-14T16:00:00Z&limit=1")).Total);
        var page = await client.PageAsync("?class=all&limit=1");
        Assert.False(page.Total!.Exact);
        Assert.InRange(page.Total.Count, 2000, 4500);
        Assert.Null((await client.PageAsync("?class=all&limit=1&page_token=" + page.Next)).Total);
        var half = (await client.PageAsync("?class=even&class=nothing&limit=1")).Total!;
        Assert.False(half.Exact);
        Assert.InRange(half.Count, 1001, 2500);
    }

    [Fact]
    public async Task Never_returns_predictions_of_another_tenant()
    {
        await using var service = await WithAllAsync();
        using var client = service.CreateClient();
        await client.DeliverAsync(Delivery.Of([Samples.Of(Samples.Image(9), "stranger")], Samples.Image(9)));
        using var stranger = service.ClientOf("stranger");
        using var nobody = service.ClientOf("nobody");

        foreach (var query in new[] { "?class=person", "?class=person&class=forklift", "?source=cam-1", "?metadata.camera=dock-3", "?image=" + Samples.Sha256Of(Dock), "?count=person>=1", "?model=other" })
        {
            foreach (var reader in new[] { stranger, nobody })
            {
                var page = await reader.PageAsync(query);
                Assert.Empty(page.Items);
                Assert.Equal(new PredictionTotal(0, Exact: true), page.Total);
            }
        }

        Assert.Equal("qr", Assert.Single((await stranger.PageAsync()).Items).Detections[0].Class);
    }

    private protected async Task<LoggingApplication> WithAllAsync()
    {
        var service = await StartAsync();
        using var client = service.CreateClient();
        await client.DeliverAsync(Delivery.Of(All, Dock, Yard));
        await QueryAsync(service, $"UPDATE object_detections SET reviewed_at = created_at WHERE id IN ('{All[1].Id}', '{All[5].Id}')");
        return service;
    }

    /// <summary>The names of all pages of two predictions, in order.</summary>
    private static async Task<string> PagedAsync(HttpClient client, string query, int most)
    {
        var (paged, token) = ("", "");
        do
        {
            var page = await client.PageAsync($"?{query}&limit=2{token}");
            paged += Names(page);
            token = page.Next is null ? "" : "&page_token=" + page.Next;
        }
        while (token.Length > 0 && paged.Length <= most);
        return paged;
    }

    private static Prediction Made(string name, int minute, byte[] image, params (string Class, float Confidence)[] seen) =>
        Samples.Of(image, createdAt: Samples.Noon.AddMinutes(minute)) with
        {
            Filename = name,
            Detections = [.. seen.Select((item, i) => new Detection(item.Class, i, item.Confidence, new Box(i, i, i + 10, i + 10)))],
        };

    private static Dictionary<string, string> Said(params (string Name, string Value)[] metadata) =>
        metadata.ToDictionary(entry => entry.Name, entry => entry.Value);

    private static string Names(PredictionPage page) => string.Concat(page.Items.Select(item => item.Filename));
}
