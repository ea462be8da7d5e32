using System.Net;
using System.Text.Json;

namespace VisionSystem.Tests.Logging.Persistence;

public sealed class StoreHealthTests
{
    [Fact]
    public async Task Is_ready_and_reports_the_location_of_its_stores()
    {
        await using var service = new LoggingApplication();
        using var client = service.CreateClient();

        using var answer = await client.GetAsync("/ready", TestContext.Current.CancellationToken);
        var health = await client.GetStringAsync("/health", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains(JsonEncodedText.Encode(service.PredictionsFolder).ToString(), health, StringComparison.Ordinal);
        Assert.Contains(JsonEncodedText.Encode(service.ImagesFolder).ToString(), health, StringComparison.Ordinal);
        Assert.Contains("free_bytes", health, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("images")]
    [InlineData("predictions")]
    public async Task Is_not_ready_but_alive_while_a_store_cannot_be_written_to(string folder)
    {
        using var data = new TemporaryFolder();
        await using var service = new LoggingApplication(data.Path);
        using var client = service.CreateClient();
        // A file in place of the folder keeps even root from writing into it.
        Directory.Delete(Path.Combine(data.Path, folder), recursive: true);
        await File.WriteAllTextAsync(Path.Combine(data.Path, folder), "", TestContext.Current.CancellationToken);

        using var ready = await client.GetAsync("/ready", TestContext.Current.CancellationToken);
        using var alive = await client.GetAsync("/alive", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
    }
}
