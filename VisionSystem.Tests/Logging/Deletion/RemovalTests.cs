using System.Net;
using System.Net.Http.Json;
using VisionSystem.Contracts;
using VisionSystem.Tests.Logging.Persistence;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Logging.Deletion;

public sealed class SqliteRemovalTests() : RemovalTests(null);

[Collection(SharedPostgres.Name)]
public sealed class PostgresRemovalTests(PostgresServer server) : RemovalTests(server);

public abstract class RemovalTests(PostgresServer? postgres) : StoreTests(postgres)
{
    private readonly byte[] _shared = Samples.Image(1);
    private readonly byte[] _lone = Samples.Image(2);

    [Fact]
    public async Task Deletes_a_prediction_with_its_rows_and_its_unreferenced_image()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        var (first, second, alone) = (Samples.Of(_shared) with { Metadata = Camera("dock-3") }, Samples.Of(_shared), Samples.Of(_lone));
        await client.DeliverAsync(Delivery.Of([first, second, alone], _shared, _lone));

        Assert.Equal(HttpStatusCode.NoContent, await DeleteAsync(client, $"/{first.Id}"));
        Assert.Equal(HttpStatusCode.NoContent, await DeleteAsync(client, $"/{alone.Id}"));
        Assert.Equal(HttpStatusCode.NotFound, await DeleteAsync(client, $"/{alone.Id}"));

        Assert.Equal(second.Id, Assert.Single((await client.PageAsync()).Items).Id);
        Assert.Equal(2L, Convert.ToInt64(await QueryAsync(service, """
            SELECT (SELECT count(*) FROM image_processing) + (SELECT count(*) FROM prediction_classes) + (SELECT count(*) FROM prediction_metadata)
            """), null));
        Assert.Equal(_shared, await client.GetByteArrayAsync($"/v1/images/{Samples.Sha256Of(_shared)}", TestContext.Current.CancellationToken));
        using var gone = await client.GetAsync($"/v1/images/{Samples.Sha256Of(_lone)}", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Equal([Samples.Sha256Of(_lone)], service.ImagesAside);
    }

    [Fact]
    public async Task A_dry_run_reports_what_a_deletion_by_search_then_deletes()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        // The shared image belongs to predictions that are deleted and to others; the other image belongs only to deleted ones.
        Prediction[] night = [.. Enumerable.Range(0, 700).Select(i => Samples.Of(i % 2 == 0 ? _shared : _lone) with { Source = "night" })];
        foreach (var batch in night.Chunk(PredictionBatch.MaxPredictions))
        {
            await client.DeliverAsync(Delivery.Of(batch, _shared, _lone));
        }

        var day = Samples.Of(_shared) with { Source = "day" };
        await client.DeliverAsync(Delivery.Of([day]));

        Assert.Equal(new RemovalReport(DryRun: true, 700, 1, More: false), await RemovalAsync(client, "?source=night&dry_run=true"));
        Assert.Equal(701, Convert.ToInt32(await QueryAsync(service, "SELECT count(*) FROM object_detections"), null));
        Assert.Equal(new RemovalReport(DryRun: true, 0, 0, More: false), await RemovalAsync(client, "?source=dusk&dry_run=true"));

        Assert.Equal(new RemovalReport(DryRun: false, 700, 1, More: false), await RemovalAsync(client, "?source=night"));
        Assert.Equal(day.Id, Assert.Single((await client.PageAsync()).Items).Id);
        Assert.Equal(new RemovalReport(DryRun: false, 0, 0, More: false), await RemovalAsync(client, "?source=night&dry_run=false"));
    }

    [Fact]
    public async Task Deletes_everything_only_if_confirmed()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        await client.DeliverAsync(Delivery.Of([Samples.Of(_shared), Samples.Of(_lone)], _shared, _lone));

        foreach (var (query, field) in new[] { ("", "all"), ("?all=false", "all"), ("?dry_run=maybe&all=true", "dry_run"), ("?limit=1&all=true", "limit"), ("?class=&all=true", "class") })
        {
            using var answer = await client.DeleteAsync("/v1/predictions" + query, TestContext.Current.CancellationToken);
            Assert.Equal((query, HttpStatusCode.BadRequest), (query, answer.StatusCode));
            Assert.Equal([field], (await answer.ProblemAsync()).ErrorFields());
        }

        Assert.Equal(2, (await client.PageAsync()).Items.Count);

        Assert.Equal(new RemovalReport(DryRun: false, 2, 2, More: false), await RemovalAsync(client, "?all=true"));
        Assert.Empty((await client.PageAsync()).Items);
    }

    [Fact]
    public async Task Deletes_nothing_of_another_tenant()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        using var stranger = service.ClientOf("stranger");
        using var nobody = service.ClientOf("nobody");
        var (mine, theirs) = (Samples.Of(_shared), Samples.Of(_shared, "stranger"));
        await client.DeliverAsync(Delivery.Of([mine, theirs], _shared));

        foreach (var other in new[] { stranger, nobody })
        {
            Assert.Equal(HttpStatusCode.NotFound, await DeleteAsync(other, $"/{mine.Id}"));
        }

        Assert.Equal(0, (await RemovalAsync(nobody, "?all=true")).Predictions);
        Assert.Equal(new RemovalReport(DryRun: false, 1, 1, More: false), await RemovalAsync(stranger, "?all=true"));
        Assert.Single((await client.PageAsync()).Items);
        Assert.Equal(_shared, await client.GetByteArrayAsync($"/v1/images/{Samples.Sha256Of(_shared)}", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_prediction_that_was_removed_can_be_delivered_again_with_its_image()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        var prediction = Samples.Of(_lone);
        await client.DeliverAsync(Delivery.Of([prediction], _lone));
        await DeleteAsync(client, $"/{prediction.Id}");

        Assert.Equal(new BatchReceipt(1, 0), await client.DeliverAsync(Delivery.Of([prediction], _lone)));

        Assert.Equal(_lone, await client.GetByteArrayAsync($"/v1/images/{prediction.Image.Sha256}", TestContext.Current.CancellationToken));
    }

    private static async Task<HttpStatusCode> DeleteAsync(HttpClient client, string what)
    {
        using var answer = await client.DeleteAsync("/v1/predictions" + what, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    private static async Task<RemovalReport> RemovalAsync(HttpClient client, string query) =>
        (await client.DeleteFromJsonAsync("/v1/predictions" + query, WireJson.Default.RemovalReport, TestContext.Current.CancellationToken))!;

    private static Dictionary<string, string> Camera(string name) => new() { ["camera"] = name };
}
