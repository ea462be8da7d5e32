using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using VisionSystem.Contracts.Configuration;
using VisionSystem.Inference.Authentication;
using VisionSystem.Inference.Caching;
using VisionSystem.Logging.Deletion;
using VisionSystem.Logging.Persistence;
using VisionSystem.ServiceDefaults;
using VisionSystem.ServiceDefaults.Configuration;
using VisionSystem.ServiceDefaults.Redis;
using VisionSystem.Vision.Imaging;
using VisionSystem.Vision.Models;

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
            builder => builder
                .AddValidatedOptions<Sample>("Sample")
                .AddValidatedOptions<CacheOptions>(CacheOptions.Section)
                .AddValidatedOptions<ImagingOptions>(ImagingOptions.Section)
                .AddValidatedOptions<ExecutionOptions>(ExecutionOptions.Section));

        var errors = Assert.Throws<ConfigurationException>(() => app.MapDefaultEndpoints()).Errors;

        Assert.Equal(
            [
                "CV_USE_GPU: 'maybe' is not true or false",
                "CV_EXECUTION_PROVIDERS: 'cuda,quantum' is not a comma-separated list of tensorrt, cuda, cpu",
                "CV_MAX_FILE_SIZE_MB: 'abc' is not a whole number from 1 to 2047",
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
        using var folder = new TemporaryFolder();
        await using var app = TestService.Build(
            [
                ("CV_DATA_PATH", folder.Path),
                ("CV_DATABASE_URL", "mysql://vision:hunter2@db/vision"),
                ("CV_REDIS_URL", "hunter2@cache"),
                ("CV_JWT_SECRET_KEY", "hunter2\nhunter2"),
            ],
            builder => builder.AddRedis().AddValidatedOptions<StoreOptions>(StoreOptions.Section).AddValidatedOptions<JwtOptions>(JwtOptions.Section));

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
    public async Task Provides_valid_options_directly_and_as_IOptions()
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

        Assert.Contains("Warning: CV_MAX_PIXLES is set but matches no setting; it has no effect. Did you mean CV_MAX_PIXELS?", warnings);
        Assert.Contains("Warning: CV_ZEBRA_CROSSING is set but matches no setting; it has no effect", warnings);
        Assert.DoesNotContain(warnings, line => line.StartsWith("Warning: CV_MAX_PIXELS", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("CV_SHUTDOWN_TIMEOUT", "2h", "is not a duration of more than 0s and at most 1h")]
    [InlineData("CV_SHUTDOWN_TIMEOUT", "0s", "is not a duration of more than 0s and at most 1h")]
    [InlineData("Vision:Telemetry:FlushTimeout", "00:01:01", "is not a duration of more than 0s and at most 1m")]
    [InlineData("CV_METRICS_PORT", "99999999999", "is not a whole number from 1 to 65535")]
    [InlineData("CV_ROLE", "boss", "is not one of api, worker")]
    [InlineData("CV_OCR_LANGUAGES", "eng,1", "is not a comma-separated list of Tesseract language codes")]
    public async Task Says_which_values_are_accepted(string name, string value, string expected)
    {
        await using var app = TestService.Build([(name, value)]);

        Assert.Equal([$"{name}: '{value}' {expected}"], Assert.Throws<ConfigurationException>(() => app.MapDefaultEndpoints()).Errors);
    }

    [Fact]
    public async Task Reports_a_value_that_does_not_fit_an_entry_of_a_dictionary()
    {
        await using var app = TestService.Build(
            [("Vision:Retention:Tenants:acme:Days", "many"), ("Vision:Retention:Tenants:zoo:Days", "-1"), ("Vision:Retention:Tenants:zoo:MaxSize", "1gb")],
            builder => builder.AddValidatedOptions<RetentionOptions>(RetentionOptions.Section));

        Assert.Equal(
            [
                "Vision:Retention:Tenants:acme:Days: 'many' is not a whole number from 0 to 36500",
                "Vision:Retention:Tenants:zoo:Days: '-1' is not a whole number from 0 to 36500",
            ],
            Assert.Throws<ConfigurationException>(() => app.MapDefaultEndpoints()).Errors.Order());
    }

    [Fact]
    public async Task Warns_of_a_setting_for_a_missing_feature()
    {
        await using var service = await TestService.StartAsync([("CV_OCR_LANGUAGES", "fra"), ("CV_WORKER_THREADS", "8")]);

        Assert.Equal(
            ["Warning: CV_OCR_LANGUAGES is set but belongs to a feature that this version does not have; it has no effect"],
            service.Lines.All.Where(line => line.Contains("no effect", StringComparison.Ordinal)));
    }

    private sealed record Sample : IValidatableObject
    {
        public int Smallest { get; init; }

        public int Largest { get; init; } = 10;

        public ByteSize Room { get; init; }

        public CommaList Order { get; init; } = new("default");

        public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
        {
            if (Largest < Smallest)
            {
                yield return new($"{Largest} is below Sample:Smallest, {Smallest}", [nameof(Largest)]);
            }
        }
    }
}
