using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using VisionSystem.Logging.Images;
using VisionSystem.ServiceDefaults.Configuration;
using VisionSystem.Tests.EndToEnd;

namespace VisionSystem.Tests.Logging.Images;

public sealed class SweepServiceTests
{
    private readonly byte[] _image = Samples.Image(1);

    [Fact]
    public async Task Sweeps_by_itself_and_shows_in_health_what_is_missing()
    {
        await using var service = new LoggingApplication(null, ("Vision:Store:Sweep:Interval", "00:00:00.100"));
        using var client = service.CreateClient();
        await client.DeliverAsync(Delivery.Of([Samples.Of(_image)], _image));
        await Until.TrueAsync("it swept", () => service.Lines.Lines.Any(line => line.StartsWith("Swept 1 image(s)", StringComparison.Ordinal)));

        File.Delete(Assert.Single(service.StoredImages));
        await Until.TrueAsync("it saw the loss", () => service.Lines.Lines.Any(line => line.EndsWith("1 missing", StringComparison.Ordinal)));
        using var health = JsonDocument.Parse(await client.GetStringAsync("/health", TestContext.Current.CancellationToken));
        using var ready = await client.GetAsync("/ready", TestContext.Current.CancellationToken);

        var check = health.RootElement.GetProperty("checks").GetProperty("image-sweep");
        Assert.Equal("Degraded", check.GetProperty("status").GetString());
        Assert.Equal(1, check.GetProperty("data").GetProperty("missing").GetInt64());
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
    }

    [Fact]
    public async Task Goes_on_after_a_sweep_that_failed()
    {
        using var data = new TemporaryFolder();
        await using var service = new LoggingApplication(data.Path, ("Vision:Store:Sweep:Interval", "00:00:00.100"));
        using var client = service.CreateClient();
        await client.DeliverAsync(Delivery.Of([Samples.Of(_image)], _image));
        var predictions = Path.Combine(data.Path, "predictions");

        Directory.Move(predictions, predictions + ".away");
        await Until.TrueAsync("it failed", () => service.Lines.Lines.Any(line => line.StartsWith("The sweep failed", StringComparison.Ordinal)));
        var failed = service.Lines.Lines.Count;
        Directory.Move(predictions + ".away", predictions);

        await Until.TrueAsync("it swept again", () => service.Lines.Lines.Skip(failed).Any(line => line.StartsWith("Swept 1 image(s)", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Gives_up_a_delivery_that_takes_longer_than_an_image_is_safe()
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
    public void Wants_a_grace_time_that_is_longer_than_deliveries(string grace, int errors) =>
        Assert.Equal(errors, OptionsErrors.In(new SweepOptions { Grace = TimeSpan.Parse(grace, CultureInfo.InvariantCulture) }, SweepOptions.Section).Count);
}
