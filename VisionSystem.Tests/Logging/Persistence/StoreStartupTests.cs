namespace VisionSystem.Tests.Logging.Persistence;

public sealed class StoreStartupTests
{
    [Fact]
    public async Task Serves_the_other_tenants_when_the_file_of_one_is_damaged()
    {
        using var data = new TemporaryFolder();
        var folder = Directory.CreateDirectory(Path.Combine(data.Path, "predictions")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "broken.db"), new string('x', 10_000), TestContext.Current.CancellationToken);
        await using var service = new LoggingApplication(data.Path);
        using var client = service.CreateClient();
        using var broken = service.ClientOf("broken");
        var image = Samples.Image(1);

        await client.DeliverAsync(Delivery.Of([Samples.Of(image)], image));
        using var answer = await broken.GetAsync("/v1/predictions", TestContext.Current.CancellationToken);

        Assert.Single((await client.PageAsync()).Items);
        Assert.Equal(500, (int)answer.StatusCode);
        Assert.Equal("internal", (await answer.ProblemAsync()).Slug());
    }
}
