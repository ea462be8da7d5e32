using System.Security.Cryptography;
using System.Text;
using VisionSystem.ServiceDefaults.Idempotency;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.ServiceDefaults.Redis;

public sealed class IdempotencyTests(RedisServer server) : IClassFixture<RedisServer>
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly byte[] Request = SHA256.HashData("request"u8);
    private static readonly byte[] OtherRequest = SHA256.HashData("another request"u8);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_of_many_concurrent_requests_executes_and_all_get_its_response(bool shared)
    {
        await using var one = await ReplicaAsync(shared);
        await using var other = shared ? await ReplicaAsync(shared) : null;
        IdempotencyKeys[] replicas = other is null ? [one.Get<IdempotencyKeys>()] : [one.Get<IdempotencyKeys>(), other.Get<IdempotencyKeys>()];

        var claims = await Task.WhenAll(Enumerable.Range(0, 60).Select(i =>
            Task.Run(async () => await replicas[i % replicas.Length].ClaimAsync("many", Request, Hour))));
        var claimed = Assert.Single(claims, claim => claim.Status == IdempotencyStatus.Claimed);
        var claimant = replicas[Array.IndexOf(claims, claimed) % replicas.Length];
        await claimant.CompleteAsync("many", Request, claimed, "the answer"u8.ToArray(), Hour);

        Assert.All(claims.Where(claim => claim != claimed), claim => Assert.Equal(IdempotencyStatus.Running, claim.Status));
        foreach (var replica in replicas)
        {
            var again = await replica.ClaimAsync("many", Request, Hour);
            Assert.Equal((IdempotencyStatus.Done, "the answer"), (again.Status, Encoding.UTF8.GetString(again.Answer!)));
            Assert.Equal(IdempotencyStatus.Mismatch, (await replica.ClaimAsync("many", OtherRequest, Hour)).Status);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_failed_request_can_be_executed_again_immediately(bool shared)
    {
        await using var service = await ReplicaAsync(shared);
        var keys = service.Get<IdempotencyKeys>();

        var first = await keys.ClaimAsync("again", Request, Hour);
        await keys.ReleaseAsync("again", Request, first);

        Assert.Equal(IdempotencyStatus.Claimed, (await keys.ClaimAsync("again", Request, Hour)).Status);
    }

    [Fact]
    public async Task An_expired_claim_does_not_complete_the_next_one()
    {
        await using var service = await ReplicaAsync(shared: true);
        var keys = service.Get<IdempotencyKeys>();
        var slow = await keys.ClaimAsync("slow", Request, TimeSpan.FromMilliseconds(1));
        var second = slow;
        await Until.TrueAsync("it ran out", async _ => (second = await keys.ClaimAsync("slow", Request, Hour)).Status == IdempotencyStatus.Claimed, TimeSpan.FromSeconds(10));

        await keys.CompleteAsync("slow", Request, slow, "late"u8.ToArray(), Hour);
        await keys.ReleaseAsync("slow", Request, slow);
        Assert.Equal(IdempotencyStatus.Running, (await keys.ClaimAsync("slow", Request, Hour)).Status);
        await keys.CompleteAsync("slow", Request, second, "in time"u8.ToArray(), Hour);

        Assert.Equal("in time", Encoding.UTF8.GetString((await keys.ClaimAsync("slow", Request, Hour)).Answer!));
    }

    [Fact]
    public async Task A_process_executes_its_requests_once_during_Redis_outages()
    {
        await using var service = await ReplicaAsync(shared: true);
        var keys = service.Get<IdempotencyKeys>();
        var before = await keys.ClaimAsync("before", Request, Hour);

        await server.Process.KillAsync();
        Assert.Equal(IdempotencyStatus.Running, (await keys.ClaimAsync("before", Request, Hour)).Status);
        await keys.CompleteAsync("before", Request, before, "answered"u8.ToArray(), Hour);
        var meanwhile = await keys.ClaimAsync("meanwhile", Request, Hour);
        await server.Process.StartAsync();
        await service.UsesRedisAsync();

        Assert.Equal("answered", Encoding.UTF8.GetString((await keys.ClaimAsync("before", Request, Hour)).Answer!));
        Assert.Equal(IdempotencyStatus.Claimed, meanwhile.Status);
        Assert.Equal(IdempotencyStatus.Running, (await keys.ClaimAsync("meanwhile", Request, Hour)).Status);
    }

    [Fact]
    public void Records_of_one_process_stay_within_their_size_limit()
    {
        var records = new LocalRecords(TimeProvider.System, capacity: 10_000);
        for (var i = 0; i < 1000; i++)
        {
            Assert.Null(records.Claim($"{i}", IdempotencyRecord.OfClaim(Request, Guid.Empty), Hour));
        }

        Assert.Null(records.Claim("0", IdempotencyRecord.OfClaim(Request, Guid.Empty), Hour));
        Assert.NotNull(records.Claim("999", IdempotencyRecord.OfClaim(Request, Guid.Empty), Hour));
    }

    private async Task<TestService> ReplicaAsync(bool shared) =>
        shared ? await RedisService.StartAsync(server) : await TestService.StartAsync(build: RedisService.AddRedisServices);
}
