using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.ServiceDiscovery;
using VisionSystem.Inference.Recording;
using VisionSystem.ServiceDefaults.Configuration;

namespace VisionSystem.Tests.Inference.Recording;

/// <summary>Every name of the logging-service address setting reaches service discovery.</summary>
public sealed class LoggingAddressTests
{
    private const string Operator = "Vision:Logging:Url";
    private const string Discovered = "services:logging-service:http:0";
    private const string Plain = "LOGGING_SERVICE_HTTP";

    [Theory]
    [InlineData("http://127.0.0.1:8001/")]
    [InlineData("http://one:1/", Discovered, "http://one:1")]
    [InlineData("https://one:1/", "services:logging-service:https:0", "https://one:1", Discovered, "http://two:2")]
    [InlineData("http://one:1/ http://two:2/", Discovered, "http://one:1", "services:logging-service:http:1", "http://two:2")]
    [InlineData("http://one:1/", Plain, "http://one:1")]
    [InlineData("http://one:1/", Discovered, "http://one:1", Plain, "http://two:2")]
    [InlineData("http://one:1/", Operator, "http://one:1", Discovered, "http://two:2", Plain, "http://three:3")]
    [InlineData("http://one:1/", Operator, "http://one:1", "services:logging-service:https:0", "https://two:2", "services:logging-service:http:1", "http://three:3")]
    [InlineData("https://one:1/", Operator, "https://one:1")]
    public async Task The_address_is_the_first_one_given(string expected, params string[] given)
    {
        var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection(given.Chunk(2).Select(pair => new KeyValuePair<string, string?>(pair[0], pair[1])));
        LoggingOptions.AddAddress(configuration);
        await using var services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration).AddServiceDiscovery().BuildServiceProvider();

        var found = await services.GetRequiredService<ServiceEndpointResolver>().GetEndpointsAsync(LoggingOptions.Address, TestContext.Current.CancellationToken);

        Assert.Equal(expected, string.Join(' ', found.Endpoints));
        Assert.Empty(OptionsErrors.In(configuration.GetSection(LoggingOptions.Section).Get<LoggingOptions>()!, LoggingOptions.Section));
    }

    [Theory]
    [InlineData(Operator)]
    [InlineData(Discovered)]
    [InlineData(Plain)]
    public void An_invalid_address_is_refused_at_start(string name)
    {
        var configuration = new ConfigurationManager { [name] = "logging-service" };
        LoggingOptions.AddAddress(configuration);

        Assert.Equal(["CV_LOGGING_URL: 'logging-service' is not an http address"], OptionsErrors.In(configuration.GetSection(LoggingOptions.Section).Get<LoggingOptions>()!, LoggingOptions.Section));
    }
}
