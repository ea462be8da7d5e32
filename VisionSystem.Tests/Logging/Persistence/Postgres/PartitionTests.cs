using Microsoft.Extensions.DependencyInjection;
using VisionSystem.Contracts;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Logging.Persistence.Postgres;

[Collection(SharedPostgres.Name)]
public sealed class PartitionTests(PostgresServer server)
{
    private readonly byte[] _image = Samples.Image(1);

    [Fact]
    public async Task Keeps_the_predictions_of_a_month_in_partitions_of_their_own()
    {
        var address = await server.CreateDatabaseAsync();
        await using var service = Service(address);
        using var client = service.CreateClient();
        DateTimeOffset[] times =
        [
            new(1970, 1, 1, 0, 0, 0, TimeSpan.Zero), new(2026, 1, 31, 23, 59, 59, 999, TimeSpan.Zero), new(2026, 2, 1, 0, 0, 0, TimeSpan.Zero),
            new(2099, 12, 31, 0, 0, 0, TimeSpan.Zero), new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero), new(9999, 12, 31, 23, 59, 59, 999, TimeSpan.Zero),
        ];

        await client.DeliverAsync(Delivery.Of([.. times.Select(time => Samples.Of(_image, createdAt: time))], _image));

        Assert.Equal(
            "early 2026_01 2026_02 2099_12 late late",
            await server.QueryAsync(address, """
                SELECT string_agg(regexp_replace(tableoid::regclass::text, '.*object_detections_', ''), ' ' ORDER BY id) FROM cv_tenant_default.object_detections
                """));
        Assert.Equal(times.Reverse(), (await client.PageAsync()).Items.Select(item => item.CreatedAt));
    }

    [Fact]
    public async Task Stores_an_id_once_when_it_is_repeated_at_the_turn_of_the_month()
    {
        var address = await server.CreateDatabaseAsync();
        await using var service = Service(address);
        using var client = service.CreateClient();
        var prediction = Samples.Of(_image, createdAt: new DateTimeOffset(2026, 1, 31, 23, 59, 59, 999, TimeSpan.Zero));

        Assert.Equal(new BatchReceipt(1, 0), await client.DeliverAsync(Delivery.Of([prediction], _image)));
        Assert.Equal(new BatchReceipt(0, 1), await client.DeliverAsync(Delivery.Of([prediction with { CreatedAt = prediction.CreatedAt.AddMicroseconds(999), Filename = "other" }])));

        Assert.Equal(prediction.CreatedAt, (await client.PredictionAsync(prediction.Id)).CreatedAt);
        Assert.Equal(1L, await server.QueryAsync(address, "SELECT count(*) FROM cv_tenant_default.image_processing"));
    }

    [Fact]
    public async Task Creates_the_coming_months_in_advance_for_every_tenant()
    {
        var address = await server.CreateDatabaseAsync();
        await using (var service = Service(address))
        {
            using var client = service.CreateClient();
            await client.DeliverAsync(Delivery.Of([Samples.Of(_image, "here"), Samples.Of(_image, "there")], _image));
        }

        await using var later = new LoggingApplication(null, ("Vision:Store:DatabaseUrl", address))
        {
            Replacements = services => services.AddSingleton<TimeProvider>(new FixedTime(new DateTimeOffset(2031, 11, 30, 12, 0, 0, TimeSpan.Zero))),
        };
        using var started = later.CreateClient();

        foreach (var tenant in new[] { "here", "there" })
        {
            await Until.TrueAsync("the months are there", async _ => (await server.QueryAsync(address, $"""
                SELECT string_agg(right(relname, 7), ',' ORDER BY relname) FROM pg_class
                WHERE relnamespace = 'cv_tenant_{tenant}'::regnamespace AND relkind = 'r' AND relname ~ '^object_detections_203'
                """)) is "2031_11,2031_12,2032_01", TimeSpan.FromSeconds(30));
        }
    }

    private static LoggingApplication Service(string address) => new(null, ("Vision:Store:DatabaseUrl", address));

    /// <summary>A constant date with a running clock.</summary>
    private sealed class FixedTime(DateTimeOffset day) : TimeProvider
    {
        private readonly DateTimeOffset _started = System.GetUtcNow();

        public override DateTimeOffset GetUtcNow() => day + (System.GetUtcNow() - _started);
    }
}
