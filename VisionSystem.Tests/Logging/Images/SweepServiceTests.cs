using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using VisionSystem.Logging.Images;
using VisionSystem.ServiceDefaults.Configuration;

namespace VisionSystem.Tests.Logging.Images;

public sealed class SweepServiceTests
{
    private readonly byte[] _image = Samples.Image(1);

    [Fact]
    public async Task Sweeps_periodically_and_reports_missing_images_in_health()
    {
        await using var service = new LoggingApplication(null, ("Vision:Store:Sweep:Interval", "00:00:00.100"));
        using var client = service.CreateClient();
        await client.DeliverAsync(Delivery.Of([Samples.Of(_image)], _image));
        await Until.TrueAsync("it swept", () => service.Lines.Messages.Any(line => line.StartsWith("Swept 1 image(s)", StringComparison.Ordinal)));

        File.Delete(Assert.Single(service.StoredImages));
        await Until.TrueAsync("it saw the loss", () => service.Lines.Messages.Any(line => line.EndsWith("1 missing", StringComparison.Ordinal)));
        using var health = JsonDocument.Parse(await client.GetStringAsync("/health", TestContext.Current.CancellationToken));
        using var ready = await client.GetAsync("/ready", TestContext.Current.CancellationToken);

        var check = health.RootElement.GetProperty("checks").GetProperty("image-sweep");
        Assert.Equal("Degraded", check.GetProperty("status").GetString());
        Assert.Equal(1, check.GetProperty("data").GetProperty("missing").GetInt64());
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
    }

    [Fact]
    public async Task Continues_after_a_failed_sweep()
    {
        using var data = new TemporaryFolder();
        await using var service = new LoggingApplication(data.Path, ("Vision:Store:Sweep:Interval", "00:00:00.100"));
        using var client = service.CreateClient();
        await client.DeliverAsync(Delivery.Of([Samples.Of(_image)], _image));
        var predictions = Path.Combine(data.Path, "predictions");

        Directory.Move(predictions, predictions + ".away");
        await Until.TrueAsync("it failed", () => service.Lines.Messages.Any(line => line.StartsWith("The sweep failed", StringComparison.Ordinal)));
        var failed = service.Lines.Messages.Count;
        Directory.Move(predictions + ".away", predictions);

        await Until.TrueAsync("it swept again", () => service.Lines.Messages.Skip(failed).Any(line => line.StartsWith("Swept 1 image(s)", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Aborts_a_delivery_that_exceeds_the_grace_time_of_images()
    {
        await using var service = new LoggingApplication
        {
            Replacements = static services => services.AddSingleton(new SweepOptions { Grace = TimeSpan.FromMilliseconds(100) }),
        };
        using var client = service.CreateClient();

        using var delivery = await StalledDelivery.SendAsync(client.BaseAddress!, Delivery.Of([Samples.Of(_image)], _image));

        Assert.Equal("HTTP/1.1 503 Service Unavailable", await delivery.StatusAsync());
        Assert.Empty((await client.PageAsync()).Items);
    }

    [Theory]
    [InlineData("00:29:59", 1)]
    [InlineData("00:30:00", 0)]
    public void Requires_a_grace_time_longer_than_deliveries(string grace, int errors) =>
        Assert.Equal(errors, OptionsErrors.In(new SweepOptions { Grace = TimeSpan.Parse(grace, CultureInfo.InvariantCulture) }, SweepOptions.Section).Count);
}
