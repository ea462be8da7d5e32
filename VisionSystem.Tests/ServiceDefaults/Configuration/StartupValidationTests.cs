using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using VisionSystem.ServiceDefaults;
using VisionSystem.ServiceDefaults.Configuration;

namespace VisionSystem.Tests.ServiceDefaults;

public sealed class StartupValidationTests
{
    [Fact]
    public async Task Lists_every_error_at_once_in_operators_names()
    {
        await using var app = TestService.Build(
            [
                ("CV_MAX_FILE_SIZE_MB", "abc"),
                ("CV_METRICS_PORT", "70000"),
                ("CV_USE_GPU", "maybe"),
                ("CV_CACHE_MAX_MEMORY", "lots"),
                ("CV_LOG_LEVEL", "LOUD"),
                ("CV_EXECUTION_PROVIDERS", "cuda,quantum"),
                ("CV_ALLOWED_ORIGINS", "https://a.example/path"),
                ("OTEL_EXPORTER_OTLP_ENDPOINT", "collector"),
                ("Sample:Smallest", "5"),
                ("Sample:Largest", "3"),
            ],
            builder => builder.AddValidatedOptions<Sample>("Sample"));

        var errors = Assert.Throws<ConfigurationException>(() => app.MapDefaultEndpoints()).Errors;

        Assert.Equal(
            [
                "CV_USE_GPU: 'maybe' is not true or false",
                "CV_EXECUTION_PROVIDERS: 'cuda,quantum' is not a comma-separated list of tensorrt, cuda, cpu",
                "CV_MAX_FILE_SIZE_MB: 'abc' is not a whole number from 1 to 4096",
                "CV_CACHE_MAX_MEMORY: 'lots' is not a size like 10gb, 512mb or 64kb",
                "CV_ALLOWED_ORIGINS: 'https://a.example/path' is not a comma-separated list of origins like https://example.com, or *",
                "CV_METRICS_PORT: '70000' is not a whole number from 1 to 65535",
                "CV_LOG_LEVEL: 'LOUD' is not one of DEBUG, INFO, WARNING, ERROR, CRITICAL",
                "OTEL_EXPORTER_OTLP_ENDPOINT: 'collector' is not a URL that starts with http:// or https://",
                "Sample:Largest: 3 is below Sample:Smallest, 5",
            ],
            errors);
    }

    [Fact]
    public async Task Never_prints_a_secret()
    {
        await using var app = TestService.Build(
            [
                ("CV_DATABASE_URL", "mysql://vision:hunter2@db/vision"),
                ("CV_REDIS_URL", "hunter2@cache"),
                ("CV_JWT_SECRET_KEY", "hunter2\nhunter2"),
            ]);

        var exception = Assert.Throws<ConfigurationException>(() => app.MapDefaultEndpoints());

        Assert.Equal(3, exception.Errors.Count);
        Assert.DoesNotContain("hunter2", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_the_key_when_the_value_was_given_by_its_key()
    {
        await using var app = TestService.Build(
            [("Vision:Jobs:MaxConcurrent", "none"), ("Sample:Largest", "x"), ("Vision:Shutdown:Timeout", "soon")],
            builder => builder.AddValidatedOptions<Sample>("Sample"));

        var errors = Assert.Throws<ConfigurationException>(() => app.MapDefaultEndpoints()).Errors;

        Assert.Contains("Vision:Jobs:MaxConcurrent: 'none' is not a whole number from 1 to 100000", errors);
        Assert.Contains("Vision:Shutdown:Timeout: 'soon' is not a duration like 500ms, 30s, 5m or 00:00:30", errors);
        Assert.Contains(errors, error => error.Contains("Sample:Largest", StringComparison.Ordinal));
        Assert.Equal(3, errors.Count);
    }

    [Fact]
    public async Task Gives_valid_options_as_themselves_and_as_options()
    {
        await using var app = TestService.Build(
            [("Sample:Largest", "9"), ("Sample:Room", "2gb"), ("Sample:Order", "b, a")],
            builder => builder.AddValidatedOptions<Sample>("Sample"));
        app.MapDefaultEndpoints();

        var sample = app.Services.GetRequiredService<Sample>();

        Assert.Same(sample, app.Services.GetRequiredService<IOptions<Sample>>().Value);
        Assert.Equal((0, 9, 2L << 30), (sample.Smallest, sample.Largest, sample.Room.Bytes));
        Assert.Equal(["b", "a"], sample.Order.Items);
    }

    [Fact]
    public async Task Warns_of_an_unknown_name_and_suggests_the_nearest()
    {
        await using var service = await TestService.StartAsync(
            [("CV_MAX_PIXLES", "5"), ("CV_ZEBRA_CROSSING", "5"), ("CV_MAX_PIXELS", "5")]);

        var warnings = service.Lines.All.Where(line => line.StartsWith("Warning", StringComparison.Ordinal)).ToArray();

        Assert.Contains("Warning: CV_MAX_PIXLES is set but is no setting; it has no effect. Did you mean CV_MAX_PIXELS?", warnings);
        Assert.Contains("Warning: CV_ZEBRA_CROSSING is set but is no setting; it has no effect", warnings);
        Assert.DoesNotContain(warnings, line => line.StartsWith("Warning: CV_MAX_PIXELS", StringComparison.Ordinal));
    }

    private sealed record Sample : IValidated
    {
        public int Smallest { get; init; }

        public int Largest { get; init; } = 10;

        public ByteSize Room { get; init; }

        public CommaList Order { get; init; } = new("default");

        public IEnumerable<string> Validate()
        {
            if (Largest < Smallest)
            {
                yield return $"Sample:Largest: {Largest} is below Sample:Smallest, {Smallest}";
            }
        }
    }
}
