using System.Security.Cryptography;
using VisionSystem.Inference.Requests;

namespace VisionSystem.Tests.Inference.Requests;

/// <summary>The memory of a body follows the bytes that arrive.</summary>
public sealed class ImageBodyTests
{
    private const long Limit = 64 << 20;

    [Fact]
    public async Task An_announced_size_alone_reserves_little_memory()
    {
        using var warm = await ImageBody.ReadAsync(Stream.Null, 1 << 20, Limit, TestContext.Current.CancellationToken);
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var body = await ImageBody.ReadAsync(Stream.Null, Limit, Limit, TestContext.Current.CancellationToken);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
        Assert.Equal(0, body!.Length);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(5_000_000, 5_000_000)]
    [InlineData(5_000_000, 0)]
    [InlineData(5_000_000, 100)]
    [InlineData(3_000_000, 60_000_000)]
    public async Task A_body_is_complete_for_every_announcement(int length, int announced)
    {
        var bytes = RandomNumberGenerator.GetBytes(length);
        using var source = new MemoryStream(bytes);
        using var body = await ImageBody.ReadAsync(source, announced, Limit, TestContext.Current.CancellationToken);
        Assert.Equal(SHA256.HashData(bytes), SHA256.HashData(body!.Memory.Span));
    }

    [Theory]
    [InlineData(1000, 1000, true)]
    [InlineData(1001, 1000, false)]
    [InlineData(3_000_001, 3_000_000, false)]
    public async Task A_body_above_the_limit_is_refused(int length, int limit, bool accepted)
    {
        using var source = new MemoryStream(new byte[length]);
        using var body = await ImageBody.ReadAsync(source, length, limit, TestContext.Current.CancellationToken);
        Assert.Equal(accepted, body is not null);
    }
}
