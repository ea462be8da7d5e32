using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using VisionSystem.Contracts;
using VisionSystem.Logging.Audit;

namespace VisionSystem.Tests.Logging.Audit;

public sealed class AuditRetentionTests
{
    [Theory]
    [InlineData("30", 1)]
    [InlineData("0", 2)]
    public async Task Events_older_than_the_setting_are_deleted_at_the_next_start(string days, int left)
    {
        using var folder = new TemporaryFolder();
        var now = TimeProvider.System.GetUtcNow();
        await using (var service = new LoggingApplication(folder.Path, ("CV_AUDIT_RETENTION_DAYS", "0")))
        {
            using var client = service.CreateClient();
            await service.Services.GetRequiredService<AuditStore>().StoreAsync([Event(now.AddDays(-31)), Event(now.AddDays(-29))], TestContext.Current.CancellationToken);
            Assert.Equal(2, await CountAsync(client));
        }

        await using var later = new LoggingApplication(folder.Path, ("CV_AUDIT_RETENTION_DAYS", days));
        using var reader = later.CreateClient();
        await Until.TrueAsync("old events are deleted", async _ => await CountAsync(reader) == left);
    }

    private static AuditEvent Event(DateTimeOffset at) => new()
    {
        Id = Guid.CreateVersion7(at),
        OccurredAt = at,
        Tenant = TenantName.Default,
        Action = "key.create",
        Subject = "administrator",
        Status = 201,
        Service = "logging-service",
    };

    private static async Task<int> CountAsync(HttpClient client) =>
        (await client.GetFromJsonAsync("/v1/audit", WireJson.Default.AuditPage, TestContext.Current.CancellationToken))!.Items.Count;
}
