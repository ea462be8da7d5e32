using System.Globalization;
using Microsoft.Data.Sqlite;
using VisionSystem.Contracts;
using VisionSystem.Logging.Persistence;
using VisionSystem.Logging.Persistence.Sql;
using VisionSystem.Tests.Logging.Exports;
using VisionSystem.Tests.Logging.Persistence;
using VisionSystem.Tests.Logging.Streaming;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Logging.Search;

public sealed class SqliteClassCaseTests() : ClassCaseTests(null)
{
    private protected override async Task<string> ExplainAsync(LoggingApplication service, SqlQuery query)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(service.PredictionsFolder, "default.db")};Pooling=False");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + SqlDialect.Locate(Literal(query), schema: null);
        await using var row = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        List<string> steps = [];
        while (await row.ReadAsync(TestContext.Current.CancellationToken))
        {
            steps.Add(row.GetString(3));
        }

        return string.Join('\n', steps);
    }

    [Fact]
    public Task A_search_by_class_reads_the_index_in_its_order() =>
        ExplainsAsync(plan => Assert.Contains("USING COVERING INDEX idx_prediction_classes_lower", plan, StringComparison.Ordinal), not: "TEMP B-TREE");
}

[Collection(SharedPostgres.Name)]
public sealed class PostgresClassCaseTests(PostgresServer server) : ClassCaseTests(server)
{
    /// <summary>Disables sequential scans: for small tables, a plan without the index would cost no more.</summary>
    private protected override async Task<string> ExplainAsync(LoggingApplication service, SqlQuery query) =>
        (string)(await QueryAsync(service, "SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_hashagg = off; EXPLAIN (FORMAT JSON) " + SqlDialect.Locate(Literal(query), "cv_tenant_default")))!;

    [Fact]
    public Task A_search_by_class_reads_the_index_in_its_order() => ExplainsAsync(
        plan =>
        {
            Assert.Contains("Index Only Scan", plan, StringComparison.Ordinal);
            Assert.Contains("(lower(class)) = 'person'::text", plan, StringComparison.Ordinal);
        },
        not: "\"Sort\"");
}

/// <summary>Class conditions ignore case in every query.</summary>
public abstract class ClassCaseTests(PostgresServer? postgres) : StoreTests(postgres)
{
    private static readonly byte[] Image = Samples.Image(1);

    /// <summary>One class in two spellings with different confidences; one of each spelling; and names beyond ASCII.</summary>
    private static readonly Prediction[] All =
    [
        Made("a", ("Person", 0.4f), ("person", 0.9f), ("person", 0.8f)),
        Made("b", ("PERSON", 0.6f)),
        Made("c", ("person", 0.6f), ("Forklift", 0.6f)),
        Made("d", ("\u00DCber", 0.6f)),
        Made("e", ("\u00FCber", 0.6f)),
    ];

    [Theory]
    [InlineData("class=pErSoN", "cba")]
    [InlineData("class=person&class=PERSON&class=forklift", "cba")]
    [InlineData("class=person&class=FORKLIFT&match=all", "c")]
    [InlineData("count=PERSON>=3", "a")]
    [InlineData("count=Person=3", "a")]
    [InlineData("count=Person=2", "")]
    [InlineData("count=Person<=2", "edcb")]
    [InlineData("count=PERSON=0", "ed")]
    [InlineData("class=Person&min_confidence=0.8", "a")]
    [InlineData("class=Person&max_confidence=0.7", "cb")]
    [InlineData("class=Person&max_confidence=0.7&min_confidence=0.5&order=asc", "bc")]
    [InlineData("class=%C3%9CBER", "d")]
    [InlineData("class=%C3%BCBER", "e")]
    public async Task Finds_each_prediction_once_for_every_spelling_of_its_class(string query, string expected)
    {
        await using var service = await WithAllAsync();
        using var client = service.CreateClient();

        var page = await client.PageAsync("?" + query);

        Assert.Equal(expected, string.Concat(page.Items.Select(item => item.Filename)));
        Assert.Equal(new PredictionTotal(expected.Length, Exact: true), page.Total);
    }

    [Fact]
    public async Task Every_other_endpoint_ignores_the_case_of_classes()
    {
        await using var service = await WithAllAsync();
        using var client = service.CreateClient();

        Assert.Equal(3, (await client.ExportAsync("format=jsonl&class=PERSON")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains(All[0].Id.ToString(), await client.GetStringAsync("/v1/review/queue?class=PERSON&threshold=1", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        using var removed = await client.DeleteAsync("/v1/predictions?class=FORKLIFT&from=2026-03-14&to=2026-03-14t23:59:59.999999999z", TestContext.Current.CancellationToken);
        Assert.True(removed.IsSuccessStatusCode);
        Assert.Equal("edba", string.Concat((await client.PageAsync()).Items.Select(item => item.Filename)));

        await using var stream = await EventStream.OpenAsync(client, "?class=BICYCLE&from=2026-03-14t00:00:00.123456789z");
        await client.DeliverAsync(Delivery.Of([Made("f", ("person", 0.9f)), Made("g", ("Bicycle", 0.9f))], Image));
        Assert.Equal("g", (await stream.NextAsync()).Prediction.Filename);
    }

    private protected abstract Task<string> ExplainAsync(LoggingApplication service, SqlQuery query);

    private protected async Task ExplainsAsync(Action<string> check, string not)
    {
        await using var service = await WithAllAsync();
        PredictionFilter[] filters = [new() { Classes = ["Person"], MinConfidence = 0.5 }, new() { Classes = ["Person"], MaxConfidence = 0.5 }, new() { Counts = [new ClassCount("Person", 2, 5)] }];
        foreach (var (filter, oldestFirst) in filters.SelectMany(filter => new[] { (filter, false), (filter, true) }))
        {
            var page = SearchQuery.Page(filter, new ResultPage(All[3].Id, 50, oldestFirst));
            // The page's rows are read by id and sorted; the test covers the query that finds the ids.
            var text = page.Text[(page.Text.IndexOf("FROM (", StringComparison.Ordinal) + "FROM (".Length)..];
            var plan = await ExplainAsync(service, page with { Text = text[..text.IndexOf(") AS page", StringComparison.Ordinal)] });
            check(plan);
            Assert.DoesNotContain(not, plan, StringComparison.Ordinal);
        }
    }

    /// <summary>The statement with its values inlined.</summary>
    private protected static string Literal(SqlQuery query) => query.Parameters.OrderByDescending(parameter => parameter.Name.Length).Aggregate(
        query.Text, (text, parameter) => text.Replace(parameter.Name, parameter.Value is string or Guid ? $"'{parameter.Value}'" : Convert.ToString(parameter.Value, CultureInfo.InvariantCulture), StringComparison.Ordinal));

    private async Task<LoggingApplication> WithAllAsync()
    {
        var service = await StartAsync();
        using var client = service.CreateClient();
        await client.DeliverAsync(Delivery.Of(All, Image));
        return service;
    }

    private static Prediction Made(string name, params (string Class, float Confidence)[] seen) =>
        Samples.Of(Image, createdAt: Samples.Noon.AddMinutes(name[0] - 'a')) with
        {
            Filename = name,
            Detections = [.. seen.Select((item, i) => new Detection(item.Class, i, item.Confidence, new Box(i, i, i + 10, i + 10)))],
        };
}
