using System.Collections.Concurrent;
using System.Text;
using VisionSystem.ServiceDefaults.FanOut;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.ServiceDefaults.Redis;

public sealed class FanOutTests(RedisServer server) : IClassFixture<RedisServer>
{
    [Fact]
    public async Task A_message_reaches_the_listeners_of_every_replica_once()
    {
        await using var one = await RedisService.StartAsync(server);
        await using var other = await RedisService.StartAsync(server);
        var (here, there, elsewhere) = (Listen(one, "job/1"), Listen(other, "job/1"), Listen(other, "job/2"));

        await PublishUntilHeardAsync(one, there, "first");
        await one.Get<MessageFanOut>().PublishAsync("job/1", "50 %"u8.ToArray());
        await one.Get<MessageFanOut>().PublishAsync("job/1", "done"u8.ToArray());
        await Until.TrueAsync("both messages came", () => there.Except(["first"]).Count() == 2);

        Assert.Equal(["50 %", "done"], there.Where(message => message != "first").Order());
        Assert.Equal(["50 %", "done"], here.Where(message => message != "first").Order());
        Assert.Empty(elsewhere);
    }

    [Fact]
    public async Task Listeners_receive_messages_again_after_a_Redis_outage()
    {
        await using var one = await RedisService.StartAsync(server);
        await using var other = await RedisService.StartAsync(server);
        var (here, there) = (Listen(one, "back"), Listen(other, "back"));
        await PublishUntilHeardAsync(one, there, "before");

        await server.Process.KillAsync();
        here.Clear();
        await one.Get<MessageFanOut>().PublishAsync("back", "meanwhile"u8.ToArray());
        Assert.Equal(["meanwhile"], here);
        await server.Process.StartAsync();

        await PublishUntilHeardAsync(one, there, "after");
    }

    [Fact]
    public async Task A_removed_listener_is_not_called()
    {
        await using var service = await TestService.StartAsync(build: RedisService.AddRedisServices);
        var fanOut = service.Get<MessageFanOut>();
        var heard = 0;

        using (fanOut.Listen("topic", _ => heard++))
        {
            await fanOut.PublishAsync("topic", default);
        }

        await fanOut.PublishAsync("topic", default);

        Assert.Equal(1, heard);
    }

    private static ConcurrentQueue<string> Listen(TestService service, string topic)
    {
        var heard = new ConcurrentQueue<string>();
        service.Get<MessageFanOut>().Listen(topic, message => heard.Enqueue(Encoding.UTF8.GetString(message.Span)));
        return heard;
    }

    /// <summary>The service subscribes after its start, so the first messages may be missed.</summary>
    private static Task PublishUntilHeardAsync(TestService from, ConcurrentQueue<string> heard, string message) => Until.TrueAsync(
        "the other replica hears",
        async _ =>
        {
            await from.Get<MessageFanOut>().PublishAsync(message == "first" ? "job/1" : "back", Encoding.UTF8.GetBytes(message));
            return heard.Contains(message);
        },
        TimeSpan.FromSeconds(20));
}
