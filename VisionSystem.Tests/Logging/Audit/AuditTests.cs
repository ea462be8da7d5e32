using System.Data.Common;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using VisionSystem.Contracts;
using VisionSystem.Logging.Audit;
using VisionSystem.Tests.Logging.Persistence;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Logging.Audit;

public sealed class SqliteAuditTests() : AuditTests(null);

[Collection(SharedPostgres.Name)]
public sealed class PostgresAuditTests(PostgresServer server) : AuditTests(server);

/// <summary>Which actions the audit log contains, and that it is append-only.</summary>
public abstract class AuditTests(PostgresServer? postgres) : StoreTests(postgres)
{
    /// <summary>Breaks the store of events: every insertion fails.</summary>
    private readonly string _break = postgres is null
        ? "CREATE TRIGGER broken BEFORE INSERT ON audit_events BEGIN SELECT RAISE(ABORT, 'broken'); END"
        : "ALTER TABLE audit_events ADD CONSTRAINT broken CHECK (status < 0) NOT VALID";

    private readonly string _mend = postgres is null ? "DROP TRIGGER broken" : "ALTER TABLE audit_events DROP CONSTRAINT broken";

    private readonly bool _isSqlite = postgres is null;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_change_of_a_key_is_recorded_with_caller_target_address_outcome_and_trace()
    {
        await using var service = await StartAsync();
        using var client = service.ClientOf("dock");
        client.DefaultRequestHeaders.Add(ClientAddress.Header, "203.0.113.7");
        using var created = await PostAsync(client, "/v1/keys", """{"name":"robot","scopes":["read"]}""");
        var key = (await created.Content.ReadFromJsonAsync(WireJson.Default.CreatedApiKey, Token))!;
        using var invalid = await PostAsync(client, "/v1/keys", """{"name":"robot","scopes":["fly"]}""");
        using var rotated = await client.PostAsync($"/v1/keys/{key.Id}/rotate", null, Token);
        var successor = (await rotated.Content.ReadFromJsonAsync(WireJson.Default.CreatedApiKey, Token))!;
        using var revoked = await client.DeleteAsync($"/v1/keys/{key.Id}", Token);
        using var missing = await client.DeleteAsync("/v1/keys/none", Token);

        var events = (await AuditAsync(client)).Items.Reverse().ToArray();

        Assert.Equal(
            [("key.create", 201, key.Id), ("key.create", 400, null), ("key.rotate", 200, successor.Id), ("key.revoke", 204, key.Id), ("key.revoke", 404, "none")],
            events.Select(audited => (audited.Action, audited.Status, audited.Target)));
        Assert.All(events, audited => Assert.Equal(("dock", "anonymous", "dock", "203.0.113.7", "logging-service", 1L), (audited.Tenant, audited.Subject, audited.SubjectTenant, audited.Address, audited.Service, audited.Count)));
        Assert.Equal(created.Headers.GetValues("X-Request-Id").Single(), events[0].TraceId);
        Assert.Equal("name robot, scopes read", events[0].Detail);
        Assert.Contains(key.Id, events[2].Detail, StringComparison.Ordinal);
        Assert.DoesNotContain(key.Key, string.Concat(service.Lines.All), StringComparison.Ordinal);
        Assert.Contains(service.Lines.Messages, line => line.StartsWith("Audit: key.create by anonymous of tenant dock from 203.0.113.7", StringComparison.Ordinal) && line.Contains(events[0].Id.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Deletion_export_and_review_are_recorded_and_reads_are_not()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        var image = Samples.Image(1);
        var (first, second) = (Samples.Of(image), Samples.Of(image));
        await client.DeliverAsync(Delivery.Of([first, second], image));
        using var review = await client.PutAsync($"/v1/predictions/{first.Id}/review", new StringContent("""{"verdict":"correct"}""", Encoding.UTF8, "application/json"), Token);
        using var export = await client.GetAsync("/v1/predictions/export?format=csv", Token);
        using var head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/v1/predictions/export?format=csv"), Token);
        using var read = await client.GetAsync($"/v1/predictions/{first.Id}", Token);
        using var one = await client.DeleteAsync($"/v1/predictions/{first.Id}", Token);
        using var misplaced = await client.DeleteAsync("/v1/predictions?api_key=secret", Token);
        using var all = await client.DeleteAsync("/v1/predictions?all=true", Token);

        Assert.Equal(
            [
                ("prediction.review", 200, first.Id.ToString()), ("prediction.export", 200, "?format=csv"), ("prediction.delete", 204, first.Id.ToString()),
                ("prediction.delete", 400, null), ("prediction.delete", 200, "?all=true"),
            ],
            (await AuditAsync(client)).Items.Reverse().Select(audited => (audited.Action, audited.Status, audited.Target)));
    }

    [Fact]
    public async Task Events_cannot_be_changed_or_deleted_before_their_retention()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        var store = service.Services.GetRequiredService<AuditStore>();
        AuditEvent[] events = [Event(1), Event(2), Event(3)];
        await store.StoreAsync(events, Token);
        await store.StoreAsync(events, Token);

        string[] attempts =
        [
            "UPDATE audit_events SET subject = 'somebody'",
            "DELETE FROM audit_events",
            "UPDATE audit_retention SET delete_before = -1",
            "DELETE FROM audit_retention",
            .. _isSqlite ? ["INSERT OR REPLACE INTO audit_retention VALUES (1, 99999999999999)"] : (string[])["TRUNCATE audit_events"],
        ];
        foreach (var attempt in attempts)
        {
            var refused = await Assert.ThrowsAnyAsync<DbException>(() => SystemQueryAsync(service, attempt));
            Assert.Contains("append-only", refused.Message, StringComparison.Ordinal);
        }

        if (_isSqlite)
        {
            await SystemQueryAsync(service, "INSERT OR REPLACE INTO audit_events SELECT id, 0, tenant, action, 'somebody', null, null, null, status, null, service, null, 1 FROM audit_events");
        }

        Assert.Equivalent(events.Reverse(), (await AuditAsync(client)).Items, strict: true);

        Assert.Equal(2, await store.DeleteBeforeAsync(events[2].OccurredAt, Token));
        Assert.Equal(events[2].Id, Assert.Single((await AuditAsync(client)).Items).Id);
    }

    [Fact]
    public async Task A_page_continues_where_the_previous_one_ended_and_filters_apply()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        AuditEvent[] events = [.. Enumerable.Range(1, 7).Select(hour => Event(hour) with { Action = hour % 2 == 0 ? "model.load" : "key.create", Subject = $"key-{hour}" })];
        await service.Services.GetRequiredService<AuditStore>().StoreAsync([.. events, Event(8) with { Tenant = "other" }], Token);

        var ids = new List<Guid>();
        string? next = null;
        do
        {
            var page = await AuditAsync(client, "?limit=3" + (next is null ? "" : $"&page_token={next}"));
            Assert.InRange(page.Items.Count, 1, 3);
            ids.AddRange(page.Items.Select(audited => audited.Id));
            next = page.Next;
        }
        while (next is not null);

        Assert.Equal(events.Reverse().Select(audited => audited.Id), ids);
        Assert.Equal(3, (await AuditAsync(client, "?action=model.load")).Items.Count);
        Assert.Equal(events[4].Id, Assert.Single((await AuditAsync(client, "?subject=key-5")).Items).Id);
        Assert.Equal([events[2].Id, events[1].Id], (await AuditAsync(client, $"?since={events[1].OccurredAt:O}&until={events[3].OccurredAt:O}".Replace("+", "%2B", StringComparison.Ordinal))).Items.Select(audited => audited.Id));
        Assert.Equal("other", Assert.Single((await AuditAsync(client, "?tenant=other")).Items).Tenant);
        using var wrong = await client.GetAsync("/v1/audit?page_token=x&limit=0&tenant=A&since=then&more=1", Token);
        Assert.Equal(["limit", "more", "page_token", "since", "tenant"], (await wrong.ProblemAsync()).ErrorFields().Order());
    }

    [Fact]
    public async Task A_key_changes_only_with_its_event_and_other_events_wait_for_their_store()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        var image = Samples.Image(1);
        var prediction = Samples.Of(image);
        await client.DeliverAsync(Delivery.Of([prediction], image));
        Assert.Empty((await AuditAsync(client)).Items);
        await SystemQueryAsync(service, _break);

        using var created = await PostAsync(client, "/v1/keys", """{"name":"robot","scopes":["read"]}""");
        using var deleted = await client.DeleteAsync($"/v1/predictions/{prediction.Id}", Token);

        Assert.Equal((HttpStatusCode.InternalServerError, HttpStatusCode.NoContent), (created.StatusCode, deleted.StatusCode));
        Assert.Empty((await client.GetFromJsonAsync("/v1/keys", WireJson.Default.ApiKeyList, Token))!.Keys);
        await SystemQueryAsync(service, _mend);
        await Until.TrueAsync("the events are stored", async _ => (await AuditAsync(client)).Items.Count == 2);
        Assert.Equal([("key.create", 500), ("prediction.delete", 204)], (await AuditAsync(client)).Items.Select(audited => (audited.Action, audited.Status)).Order());
    }

    [Fact]
    public async Task Text_of_clients_is_escaped_in_the_log_and_in_events()
    {
        await using var service = await StartAsync();
        using var client = service.CreateClient();
        const string Evil = "x\r\nAudit: key.revoke by root\u001b[2J\u2028\u202e";

        using var missing = await client.DeleteAsync("/v1/keys/" + Uri.EscapeDataString(Evil), Token);
        using var named = await PostAsync(client, "/v1/keys", """{"name":"safe\u202ename","scopes":["read"]}""");

        var events = (await AuditAsync(client)).Items;
        Assert.Equal(@"x\u000d\u000aAudit: key.revoke by root\u001b[2J\u2028\u202e", events[^1].Target);
        Assert.Equal(@"name safe\u202ename, scopes read", events[0].Detail);
    }

    private static AuditEvent Event(int hour) => new()
    {
        Id = Guid.CreateVersion7(Samples.Noon.AddHours(hour)),
        OccurredAt = Samples.Noon.AddHours(hour),
        Tenant = TenantName.Default,
        Action = "key.create",
        Subject = "administrator",
        SubjectTenant = TenantName.Default,
        Target = "target",
        Address = "2001:db8::1",
        Status = 201,
        Detail = "detail",
        Service = "logging-service",
        TraceId = "0123456789abcdef0123456789abcdef",
        Count = hour,
    };

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string path, string json) =>
        client.PostAsync(path, new StringContent(json, Encoding.UTF8, "application/json"), Token);

    private static async Task<AuditPage> AuditAsync(HttpClient client, string query = "") =>
        (await client.GetFromJsonAsync("/v1/audit" + query, WireJson.Default.AuditPage, Token))!;
}
