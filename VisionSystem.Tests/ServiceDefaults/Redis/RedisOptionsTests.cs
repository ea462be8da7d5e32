using System.Net;
using Microsoft.Extensions.DependencyInjection;
using VisionSystem.Contracts.Configuration;
using VisionSystem.ServiceDefaults.Configuration;
using VisionSystem.ServiceDefaults.Redis;

namespace VisionSystem.Tests.ServiceDefaults.Redis;

public sealed class RedisOptionsTests
{
    [Fact]
    public void Reads_an_address_as_people_write_it()
    {
        var target = RedisUrls.Parse("rediss://user:p%40ss%2Cword@redis.example.com:6380/3");

        Assert.Equal(new DnsEndPoint("redis.example.com", 6380), Assert.Single(target.EndPoints));
        Assert.Equal("p@ss,word", target.Password);
        Assert.True(target.Ssl);
        Assert.Equal(3, target.DefaultDatabase);
    }

    [Fact]
    public void Needs_no_more_than_a_host()
    {
        var target = RedisUrls.Parse("redis://redis");

        Assert.Equal(new DnsEndPoint("redis", 6379), Assert.Single(target.EndPoints));
        Assert.False(target.Ssl);
        Assert.Null(target.Password);
    }

    [Theory]
    [InlineData("redis://:secret@host/zero")]
    [InlineData("http://:secret@host")]
    [InlineData("redis://a%2Cb:secret@host")]
    public void Names_the_error_without_the_secret(string url)
    {
        var error = Assert.Single(OptionsErrors.In(new RedisOptions { RedisUrl = url }, RedisOptions.Section));

        Assert.StartsWith("CV_REDIS_URL", error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Takes_the_nodes_of_a_cluster_with_the_password_of_the_url()
    {
        var target = new RedisOptions { RedisUrl = "redis://:secret@ignored", ClusterNodes = CommaList.Parse("one:7000,two:7001") }.Target()!;

        Assert.Equal([new DnsEndPoint("one", 7000), new DnsEndPoint("two", 7001)], target.EndPoints);
        Assert.Equal("secret", target.Password);
    }

    [Theory]
    [InlineData(null, "given:6379")]
    [InlineData("redis://chosen", "chosen:6379")]
    public async Task Uses_the_Aspire_connection_unless_the_operator_configured_one(string? url, string expected)
    {
        (string, string)[] settings = [("ConnectionStrings:redis", "given:6379,password=secret,fromTheFuture=1"), .. url is null ? [] : new[] { ("CV_REDIS_URL", url) }];
        await using var app = TestService.Build(settings, RedisService.AddRedisServices);

        Assert.Equal(expected, app.Services.GetRequiredService<RedisConnection>().Location);
    }

    [Fact]
    public async Task Is_off_when_nothing_is_set()
    {
        await using var service = await TestService.StartAsync(build: RedisService.AddRedisServices);

        Assert.False(service.Get<RedisConnection>().IsConfigured);
        Assert.Contains("none is configured", await service.GetTextAsync("/health"), StringComparison.Ordinal);
    }
}
