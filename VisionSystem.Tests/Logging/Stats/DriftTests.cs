using System.Net.Http.Json;
using VisionSystem.Contracts;
using VisionSystem.Tests.Logging.Persistence;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Logging.Stats;

public sealed class SqliteDriftTests() : DriftTests(null);

[Collection(SharedPostgres.Name)]
public sealed class PostgresDriftTests(PostgresServer server) : DriftTests(server);

public abstract class DriftTests(PostgresServer? postgres) : StoreTests(postgres)
{
    private const string Spans = "?reference_from=2026-03-14T12:00:00Z&reference_to=2026-03-15T00:00:00Z&from=2026-03-15T00:00:00Z&to=2026-03-15T12:00:00Z";

    private readonly byte[] _image = Samples.Image(1);

    [Fact]
    public async Task Distinguishes_changed_from_unchanged_measures()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        // Classes and confidences stay equal, boxes grow, brightness falls.
        await client.DeliverAsync(Delivery.Of([.. Enumerable.Range(0, 120).Select(i => Made(i, i, 20, 0.55))], _image));
        await client.DeliverAsync(Delivery.Of([.. Enumerable.Range(0, 120).Select(i => Made((12 * 60) + i, i, 200, 0.15))], _image));

        var drift = await DriftAsync(client, Spans);

        Assert.Equal((120, 120, 120, 120), ((int)drift.Reference.Predictions, (int)drift.Reference.Sampled, (int)drift.Window.Predictions, (int)drift.Window.Sampled));
        Assert.Equal("shifted", drift.Verdict);
        Assert.Equal(
            [("classes", "stable"), ("confidence", "stable"), ("box_size", "shifted"), ("brightness", "shifted")],
            drift.Measures.Select(measure => (measure.Name, measure.Verdict)));
        Assert.Equal([0, 0, 1, 1], drift.Measures.Select(measure => measure.JensenShannon!.Value));
        Assert.Equal(
            [("a", 120, 120), ("b", 60, 60)], drift.Measures[0].Bins.Select(bin => (bin.Label, (int)bin.Reference, (int)bin.Window)));
        Assert.Equal(
            [("0.001-0.0025", 180, 0), ("0.1-0.25", 0, 180)],
            drift.Measures[2].Bins.Where(bin => bin.Reference + bin.Window > 0).Select(bin => (bin.Label, (int)bin.Reference, (int)bin.Window)));
        Assert.Equal(
            [("0.1-0.2", 0, 120), ("0.5-0.6", 120, 0)],
            drift.Measures[3].Bins.Where(bin => bin.Reference + bin.Window > 0).Select(bin => (bin.Label, (int)bin.Reference, (int)bin.Window)));
        Assert.Equal(
            [("0.3-0.4", 60), ("0.9-1", 120)],
            drift.Measures[1].Bins.Where(bin => bin.Window > 0).Select(bin => (bin.Label, (int)bin.Window)));
    }

    [Fact]
    public async Task Filters_by_source_or_model_and_reports_nothing_without_data()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        await client.DeliverAsync(Delivery.Of(
            [Made(0, 0, 20, 0.5), Made(720, 0, 20, 0.5), Made(721, 0, 200, 0.5) with { Source = "cam", Model = new ModelReference("birds", "1", ModelReference.Classify), Brightness = null, Detections = [], Classifications = [new ClassScore("wren", 1, 0.5f)] }],
            _image));

        var all = await DriftAsync(client, Spans);
        var one = await DriftAsync(client, Spans + "&source=cam&model=birds&version=1");

        Assert.Equal((1, 2), (all.Reference.Predictions, all.Window.Predictions));
        Assert.Equal((0, 1), (one.Reference.Predictions, one.Window.Predictions));
        foreach (var filter in new[] { "&source=cam", "&model=birds" })
        {
            var filtered = await DriftAsync(client, Spans + filter);
            Assert.Equal((0, 1), (filtered.Reference.Predictions, filtered.Window.Predictions));
        }

        Assert.Null(one.Verdict);
        Assert.All(one.Measures, measure => Assert.Null(measure.Psi));
        Assert.Equal(new DriftBin("wren", 0, 1), Assert.Single(one.Measures[0].Bins));
    }

    [Fact]
    public async Task Accepts_times_with_other_offsets()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        await client.DeliverAsync(Delivery.Of([Made(0, 0, 20, 0.5), Made(720, 0, 20, 0.5), Made(721, 0, 20, 0.5)], _image));

        var drift = await DriftAsync(client, "?reference_from=2026-03-14&reference_to=2026-03-15t00:00:00z&from=2026-03-15T00:00:00.999999999Z&to=2026-03-16");

        Assert.Equal((1, 1), (drift.Reference.Predictions, drift.Window.Predictions));
        _ = await DriftAsync(client, "?to=0001-01-08");
    }

    [Theory]
    [InlineData("from=x&reference_to=y", "from", "reference_to")]
    [InlineData("from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", "from")]
    [InlineData("reference_from=2999-01-02T00:00:00Z", "reference_from")]
    [InlineData("class=person", "class")]
    public async Task Names_every_query_parameter_that_is_wrong(string query, params string[] fields)
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();

        using var answer = await client.GetAsync("/v1/drift?" + query, TestContext.Current.CancellationToken);

        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Equal(fields, (await answer.ProblemAsync()).ErrorFields().Order());
    }

    /// <summary>Every image has an <c>a</c>, every second one also a <c>b</c>.</summary>
    private Prediction Made(int minute, int number, float side, double brightness) => Samples.Of(_image, createdAt: Samples.Noon.AddMinutes(minute)) with
    {
        Brightness = brightness,
        Detections =
        [
            new Detection("a", 0, 0.95f, new Box(0, 0, side, side)),
            .. number % 2 == 0 ? [new Detection("b", 1, 0.35f, new Box(10, 10, 10 + side, 10 + side))] : Array.Empty<Detection>(),
        ],
    };

    private static async Task<PredictionDrift> DriftAsync(HttpClient client, string query) =>
        (await client.GetFromJsonAsync("/v1/drift" + query, WireJson.Default.PredictionDrift, TestContext.Current.CancellationToken))!;
}
