using Microsoft.Extensions.DependencyInjection;
using VisionSystem.Contracts;
using VisionSystem.Logging.Streaming;
using VisionSystem.ServiceDefaults.Redis;
using VisionSystem.Tests.Servers;

namespace VisionSystem.Tests.Logging.Streaming;

public sealed class StreamReplicaTests(RedisServer redis) : IClassFixture<RedisServer>
{
    [Fact]
    public async Task A_stored_prediction_wakes_the_streams_of_other_replicas()
    {
        await using var storing = await ReplicaAsync();
        await using var following = await ReplicaAsync();
        using var client = storing.CreateClient();
        var signal = following.Services.GetRequiredService<PredictionNotifier>();
        var (mine, others) = (signal.Next(TenantName.Default), signal.Next("gate"));

        // The service subscribes after its start, so the first deliveries may be missed.
        await Until.TrueAsync(
            "the other replica is woken",
            async _ =>
            {
                var image = Samples.Image(1);
                await client.DeliverAsync(Delivery.Of([Samples.Of(image)], image));
                return mine.IsCompleted;
            },
            TimeSpan.FromSeconds(60));

        Assert.False(others.IsCompleted);
    }

    private async Task<LoggingApplication> ReplicaAsync()
    {
        var service = new LoggingApplication(null, ("CV_REDIS_URL", redis.Url), RedisServer.Patient);
        using var client = service.CreateClient();
        var connection = service.Services.GetRequiredService<RedisConnection>();
        await Until.TrueAsync("Redis is used", () => connection.IsUsable, TimeSpan.FromSeconds(60));
        return service;
    }
}
