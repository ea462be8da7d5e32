using VisionSystem.Contracts;
using VisionSystem.Tests.Logging.Persistence;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Logging.Search;

public sealed class SqliteListTests() : ListTests(null);

[Collection(SharedPostgres.Name)]
public sealed class PostgresListTests(PostgresServer server) : ListTests(server);

public abstract class ListTests(PostgresServer? postgres) : StoreTests(postgres)
{
    private readonly byte[] _image = Samples.Image(1);

    [Fact]
    public async Task Lists_newest_first_and_by_id_where_times_are_equal()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        var old = Samples.Of(_image, createdAt: Samples.Noon.AddMilliseconds(-1));
        var same = Enumerable.Range(0, 5).Select(_ => Samples.Of(_image)).ToArray();
        var young = Samples.Of(_image, createdAt: Samples.Noon.AddMilliseconds(1));
        await client.DeliverAsync(Delivery.Of([.. same, young, old], _image));

        var listed = (await client.PageAsync()).Items.Select(item => item.Id.ToString());

        var middle = same.Select(prediction => prediction.Id.ToString()).OrderDescending(StringComparer.Ordinal);
        Assert.Equal([young.Id.ToString(), .. middle, old.Id.ToString()], listed);
    }

    [Fact]
    public async Task Pages_show_every_initial_prediction_once_while_more_arrive()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        // Only three timestamps, so that pages end within runs of equal times.
        var there = Enumerable.Range(0, 60).Select(i => Samples.Of(_image, createdAt: Samples.Noon.AddSeconds(i % 3))).ToArray();
        await client.DeliverAsync(Delivery.Of(there, _image));

        var seen = new List<Guid>();
        var query = "?limit=7";
        while (true)
        {
            var page = await client.PageAsync(query);
            Assert.InRange(page.Items.Count, 1, 7);
            seen.AddRange(page.Items.Select(item => item.Id));
            Assert.InRange(seen.Count, 1, 500);
            if (page.Next is null)
            {
                break;
            }

            Assert.Matches("^[A-Za-z0-9_-]+$", page.Next);
            query = $"?limit=7&page_token={page.Next}";
            await client.DeliverAsync(Delivery.Of([Samples.Of(_image, createdAt: Samples.Noon.AddSeconds(1)), Samples.Of(_image, createdAt: Samples.Noon.AddSeconds(9))]));
        }

        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Empty(there.Select(prediction => prediction.Id).Except(seen));
    }

    [Fact]
    public async Task Gives_no_next_page_after_one_that_ends_exactly_with_the_last_prediction()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        await client.DeliverAsync(Delivery.Of([Samples.Of(_image), Samples.Of(_image)], _image));

        Assert.Null((await client.PageAsync("?limit=2")).Next);
        Assert.NotNull((await client.PageAsync("?limit=1")).Next);
    }

    [Theory]
    [InlineData("01890000-0000-7000-8000-000000000000")]
    [InlineData("not-an-id")]
    [InlineData("%27%20OR%201=1--")]
    public async Task Returns_404_for_an_unknown_id(string id)
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();

        using var answer = await client.GetAsync("/v1/predictions/" + id, TestContext.Current.CancellationToken);

        Assert.Equal(404, (int)answer.StatusCode);
        Assert.Equal("not-found", (await answer.ProblemAsync()).Slug());
    }

    [Theory]
    [InlineData("../default")]
    [InlineData("Default")]
    [InlineData("")]
    [InlineData("a,b")]
    [InlineData("template")]
    [InlineData("a234567890123456789012345678901234567890x")]
    public async Task Refuses_a_tenant_header_that_is_not_a_tenant_name(string tenant)
    {
        await using var service = await StartAsync();
        using var client = service.ClientOf(tenant);

        foreach (var path in new[] { "/v1/predictions", $"/v1/predictions/{Guid.Empty}", $"/v1/images/{Samples.Sha256Of(_image)}" })
        {
            using var answer = await client.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal(400, (int)answer.StatusCode);
            Assert.Equal([TenantName.Header], (await answer.ProblemAsync()).ErrorFields());
        }
    }

    [Fact]
    public async Task Shows_a_tenant_nothing_of_another_and_creates_no_files_for_an_unknown_tenant()
    {
        await using var service = await StartAsync();
        using var writer = service.CreateClient();
        using var stranger = service.ClientOf("stranger");
        var prediction = Samples.Of(_image, "owner");
        await writer.DeliverAsync(Delivery.Of([prediction], _image));

        Assert.Empty((await stranger.PageAsync()).Items);
        foreach (var path in new[] { $"/v1/predictions/{prediction.Id}", $"/v1/images/{prediction.Image.Sha256}" })
        {
            using var answer = await stranger.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal(404, (int)answer.StatusCode);
        }

        Assert.DoesNotContain(
            Directory.Exists(service.PredictionsFolder) ? Directory.GetFiles(service.PredictionsFolder) : [],
            file => file.Contains("stranger", StringComparison.Ordinal));

        // The same id and image of another tenant are another prediction.
        await writer.DeliverAsync(Delivery.Of([prediction with { Tenant = "stranger", Filename = "mine.jpg" }], _image));
        using var owner = service.ClientOf("owner");
        Assert.Equal("mine.jpg", (await stranger.PredictionAsync(prediction.Id)).Filename);
        Assert.Equal(prediction.Filename, (await owner.PredictionAsync(prediction.Id)).Filename);
    }
}
