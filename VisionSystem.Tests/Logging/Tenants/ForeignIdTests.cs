using System.Collections.Concurrent;
using System.Net;
using VisionSystem.Contracts;
using VisionSystem.Tests.Logging.Administration;

namespace VisionSystem.Tests.Logging.Tenants;

/// <summary>
/// A request for an id of another tenant takes the same steps as one for an id that does not exist, so that its duration
/// discloses nothing. The sequence of store operations is compared, which both databases share.
/// </summary>
public sealed class ForeignIdTests
{
    private static readonly byte[] Image = Samples.Image(1);
    private static readonly Prediction Foreign = Samples.Of(Image, "a");

    [Theory]
    [InlineData("GET", "/v1/predictions/{id}")]
    [InlineData("DELETE", "/v1/predictions/{id}")]
    [InlineData("GET", "/v1/predictions/{id}/review")]
    [InlineData("GET", "/v1/images/{sha256}")]
    [InlineData("GET", "/v1/images/{sha256}/link")]
    public async Task A_foreign_id_costs_the_operations_of_an_unknown_one(string method, string route)
    {
        var operations = new ConcurrentQueue<string>();
        await using var service = new LoggingApplication
        {
            Replacements = StoreInterceptor.Over((name, arguments) =>
            {
                operations.Enqueue($"{name} {arguments[0]}");
                return Task.CompletedTask;
            }),
        };
        using var client = service.CreateClient();
        using var b = service.ClientOf("b");
        await client.DeliverAsync(Delivery.Of([Foreign, Samples.Of(Samples.Image(2), "b")], Image, Samples.Image(2)));

        var foreign = await OperationsAsync(route.Replace("{id}", $"{Foreign.Id}", StringComparison.Ordinal).Replace("{sha256}", Foreign.Image.Sha256, StringComparison.Ordinal));
        var unknown = await OperationsAsync(route.Replace("{id}", $"{Guid.Empty}", StringComparison.Ordinal).Replace("{sha256}", new string('0', 64), StringComparison.Ordinal));

        Assert.NotEmpty(foreign);
        Assert.Equal(unknown, foreign);
        Assert.All(foreign, operation => Assert.EndsWith(" b", operation, StringComparison.Ordinal));

        async Task<string[]> OperationsAsync(string path)
        {
            operations.Clear();
            Assert.Equal(HttpStatusCode.NotFound, await b.StatusAsync(new HttpMethod(method), path));
            return [.. operations];
        }
    }
}
