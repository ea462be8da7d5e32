using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using VisionSystem.Contracts;
using VisionSystem.Logging.Persistence;
using VisionSystem.Tests.Logging.Persistence;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Logging.Administration;

public sealed class SqliteTenantRemovalTests() : TenantRemovalTests(null);

[Collection(SharedPostgres.Name)]
public sealed class PostgresTenantRemovalTests(PostgresServer server) : TenantRemovalTests(server);

/// <summary>The deletion of a tenant with everything that it owns, over both databases.</summary>
public abstract class TenantRemovalTests(PostgresServer? postgres) : StoreTests(postgres)
{
    private static readonly byte[] Image = Samples.Image(1);
    private static readonly byte[] Other = Samples.Image(2);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Deletes_everything_of_the_tenant_and_nothing_of_another()
    {
        await using var service = await StartAsync(TenantClient.Fast);
        using var client = service.CreateClient();
        using var dock = service.ClientOf("dock");
        using var gate = service.ClientOf("gate");
        var reviewed = Samples.Of(Image, "dock");
        await client.DeliverAsync(Delivery.Of([reviewed, Samples.Of(Other, "dock"), Samples.Of(Image, "gate")], Image, Other));
        using var review = await dock.PutAsJsonAsync($"/v1/predictions/{reviewed.Id}/review", new ReviewDraft { Verdict = "correct" }, WireJson.Default.ReviewDraft, Token);
        Assert.Equal(HttpStatusCode.OK, review.StatusCode);
        using var quarantined = await dock.DeleteAsync($"/v1/predictions?image={Samples.Sha256Of(Other)}", Token);
        Assert.Single(service.ImagesAside);
        using var key = await client.PostAsJsonAsync("/v1/keys", new ApiKeyRequest { Name = "k", Tenant = "dock", Scopes = [Scope.Read] }, WireJson.Default.ApiKeyRequest, Token);
        using var limits = await client.SetLimitsAsync("dock", new CallerLimitValues { ImagesPerDay = 9 });

        var forecast = await client.DeleteTenantAsync("dock", HttpStatusCode.OK, "?dry_run=true");
        Assert.Equal(new TenantRemovalReport(true, TenantState.Active, 1, 1, Image.Length, 1, 0), forecast);
        Assert.Equal(reviewed.Id, Assert.Single((await dock.PageAsync()).Items).Id);

        var begun = await client.DeleteTenantAsync("dock", HttpStatusCode.Accepted);
        Assert.Equal(new TenantRemovalReport(false, TenantState.Deleting, 1, 1, Image.Length, 1, 0), begun);
        await client.IsDeletedAsync("dock");

        Assert.Empty(service.ImagesAside);
        Assert.Equal(Path.Combine(service.ImagesFolder, "gate"), Path.GetDirectoryName(Path.GetDirectoryName(Path.GetDirectoryName(Assert.Single(service.StoredImages)))));
        Assert.Equal(["default", "gate"], await client.TenantsAsync());
        Assert.Empty((await client.SnapshotAsync()).Keys);
        Assert.Equal(Image, await gate.GetByteArrayAsync("/v1/images/" + Samples.Sha256Of(Image), Token));
        Assert.DoesNotContain("dock", await service.Services.GetRequiredService<IPredictionStore>().ListTenantsAsync(Token));
        Assert.Contains(service.Lines.Messages, line => line.Contains("Deleted tenant dock", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_name_of_a_deleted_tenant_can_be_created_anew_and_is_empty()
    {
        await using var service = await StartAsync(TenantClient.Fast);
        using var client = service.CreateClient();
        using var dock = service.ClientOf("dock");
        var before = Samples.Of(Image, "dock", TimeProvider.System.GetUtcNow());
        await client.DeliverAsync(Delivery.Of([before], Image));
        await client.DeleteTenantAsync("dock", HttpStatusCode.Accepted);
        await client.IsDeletedAsync("dock");
        Assert.Empty((await dock.PageAsync()).Items);

        using var created = await client.CreateTenantAsync("dock");

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Empty((await dock.PageAsync()).Items);
        Assert.Equal(new TenantUsage(0, 0, 0, 0, 0, null, null), (await client.TenantAsync("dock")).Usage);
        Assert.True(Assert.Single((await client.SnapshotAsync()).Tenants).Generation > 0);

        // A prediction that waited in the spool of an inference-service does not return; a new one is stored.
        var after = Samples.Of(Image, "dock", TimeProvider.System.GetUtcNow());
        Assert.Equal(new BatchReceipt(1, 1), await client.DeliverAsync(Delivery.Of([before, after], Image)));
        Assert.Equal(after.Id, Assert.Single((await dock.PageAsync()).Items).Id);
    }

    [Fact]
    public async Task A_late_delivery_does_not_bring_a_deleted_tenant_back()
    {
        await using var service = await StartAsync(TenantClient.Fast);
        using var client = service.CreateClient();
        await client.DeliverAsync(Delivery.Of([Samples.Of(Image, "dock")], Image));
        await client.DeleteTenantAsync("dock", HttpStatusCode.Accepted);
        await client.IsDeletedAsync("dock");

        Assert.Equal(new BatchReceipt(0, 1), await client.DeliverAsync(Delivery.Of([Samples.Of(Other, "dock")], Other)));

        await Until.TrueAsync("the image of the delivery is deleted", () => service.StoredImages.Count == 0);
        await client.IsDeletedAsync("dock");
        Assert.Equal(["default"], await client.TenantsAsync());
    }

    [Fact]
    public async Task A_tenant_that_is_being_deleted_is_refused_and_the_deletion_can_be_requested_again()
    {
        await using var service = await StartAsync(("Vision:Tenants:RemovalDelay", "01:00:00"));
        using var client = service.CreateClient();
        using var dock = service.ClientOf("dock");
        await client.DeliverAsync(Delivery.Of([Samples.Of(Image, "dock")], Image));

        await client.DeleteTenantAsync("dock", HttpStatusCode.Accepted);
        var again = await client.DeleteTenantAsync("dock", HttpStatusCode.Accepted);

        Assert.Equal((TenantState.Deleting, 1), (again.State, again.Predictions));
        Assert.Equal(HttpStatusCode.Forbidden, await dock.StatusAsync(HttpMethod.Get, "/v1/predictions"));
        Assert.Equal(TenantState.Deleting, (await client.TenantAsync("dock")).State);
        using var created = await client.CreateTenantAsync("dock");
        using var limits = await client.SetLimitsAsync("dock", new CallerLimitValues { ImagesPerDay = 9 });
        using var key = await client.PostAsJsonAsync("/v1/keys", new ApiKeyRequest { Name = "k", Tenant = "dock", Scopes = [Scope.Read] }, WireJson.Default.ApiKeyRequest, Token);
        Assert.All([created, limits, key], response => Assert.Equal(HttpStatusCode.Conflict, response.StatusCode));
        Assert.Equal(HttpStatusCode.Conflict, await client.StatusAsync(HttpMethod.Post, "/v1/tenants/dock/resume"));
        Assert.Equal(HttpStatusCode.Conflict, await client.StatusAsync(HttpMethod.Delete, "/v1/tenants/default"));
    }
}

/// <summary>A deletion ends although a store does not respond for a while, in any replica and after a restart.</summary>
[Collection(SharedPostgres.Name)]
public sealed class ResumedTenantRemovalTests(PostgresServer postgres, S3Server s3) : IClassFixture<S3Server>
{
    private static readonly byte[] Image = Samples.Image(1);

    [Fact]
    public async Task Ends_when_the_object_store_is_back()
    {
        var bucket = s3.NewBucket();
        await using var service = new LoggingApplication(null, S3Server.SettingsOf(bucket, TenantClient.Fast));
        using var client = service.CreateClient();
        await client.DeliverAsync(Delivery.Of([Samples.Of(Image, "dock"), Samples.Of(Image, "gate")], Image));
        await s3.KillAsync();

        await client.DeleteTenantAsync("dock", HttpStatusCode.Accepted);
        await Until.TrueAsync("an attempt failed", () => service.Lines.Messages.Any(line => line.Contains("could not be deleted completely", StringComparison.Ordinal)));
        Assert.Equal(TenantState.Deleting, (await client.TenantAsync("dock")).State);
        await s3.StartAsync();

        await client.IsDeletedAsync("dock");
        Assert.Contains("/gate/", Assert.Single(s3.ObjectsOf(bucket)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ends_after_a_restart_and_while_two_replicas_compete()
    {
        var stores = S3Server.SettingsOf(s3.NewBucket(), ("Vision:Store:DatabaseUrl", await postgres.CreateDatabaseAsync()));
        (string Key, string Value)[] settings = [.. stores, .. TenantClient.Fast];
        await using (var first = new LoggingApplication(null, [.. stores, ("Vision:Tenants:RemovalDelay", "01:00:00")]))
        {
            using var client = first.CreateClient();
            await client.DeliverAsync(Delivery.Of([.. Enumerable.Range(0, 24).Select(month => Samples.Of(Image, "dock", Samples.Noon.AddMonths(-month)))], Image));
            await client.DeleteTenantAsync("dock", HttpStatusCode.Accepted);
        }

        await using var one = new LoggingApplication(null, settings);
        await using var other = new LoggingApplication(null, settings);
        using var here = one.CreateClient();
        using var there = other.CreateClient();
        await here.IsDeletedAsync("dock");
        await there.IsDeletedAsync("dock");
        using var dock = other.ClientOf("dock");
        Assert.Empty((await dock.PageAsync()).Items);
        Assert.Single(one.Lines.Messages.Concat(other.Lines.Messages), line => line.Contains("Deleted tenant dock", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_replica_with_the_schema_in_its_cache_reads_a_deleted_tenant_as_empty()
    {
        (string, string)[] settings = [("Vision:Store:DatabaseUrl", await postgres.CreateDatabaseAsync()), .. TenantClient.Fast];
        using var data = new TemporaryFolder();
        await using var one = new LoggingApplication(data.Path, settings);
        await using var other = new LoggingApplication(data.Path, settings);
        using var client = one.CreateClient();
        using var dock = other.ClientOf("dock");
        await client.DeliverAsync(Delivery.Of([Samples.Of(Image, "dock")], Image));
        Assert.Single((await dock.PageAsync()).Items);

        await client.DeleteTenantAsync("dock", HttpStatusCode.Accepted);
        await client.IsDeletedAsync("dock");

        await Until.AnswersAsync(dock, "/v1/predictions", HttpStatusCode.OK);
        Assert.Empty((await dock.PageAsync()).Items);
        var now = TimeProvider.System.GetUtcNow();
        Assert.Equal(new BatchReceipt(1, 0), await dock.DeliverAsync(Delivery.Of([Samples.Of(Image, "dock", now)], Image)));
    }
}
