using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Logging;
using VisionSystem.Cli.Docs;
using VisionSystem.Contracts.Configuration;
using VisionSystem.ServiceDefaults.Configuration;

namespace VisionSystem.Tests.ServiceDefaults;

public sealed class OperatorNamesTests
{
    private const string NamesOfTheGuide = """
        LOG_LEVEL MODEL_PATH MLFLOW_TRACKING_URI DATABASE_URL
        CV_DATABASE_URL CV_DATABASE_POOL_SIZE CV_DATABASE_POOL_OVERFLOW CV_DATABASE_POOL_TIMEOUT
        CV_REDIS_URL CV_REDIS_CLUSTER_NODES CV_CACHE_TTL CV_CACHE_MAX_MEMORY
        CV_STORAGE_BACKEND CV_S3_BUCKET CV_S3_REGION CV_S3_ACCESS_KEY_ID CV_S3_SECRET_ACCESS_KEY CV_S3_ENDPOINT_URL
        CV_MODEL_PATH CV_MODEL_CACHE_SIZE CV_YOLO_MODEL CV_OCR_LANGUAGES CV_TESSERACT_DATA_PATH
        CV_MAX_CONCURRENT_JOBS CV_MAX_FILE_SIZE_MB CV_JOB_TIMEOUT_MINUTES CV_WORKER_PROCESSES CV_WORKER_THREADS
        CV_JWT_SECRET_KEY CV_JWT_ALGORITHM CV_JWT_EXPIRATION_HOURS CV_ENCRYPTION_KEY CV_ALLOWED_ORIGINS
        CV_METRICS_ENABLED CV_METRICS_PORT CV_TRACING_ENABLED CV_JAEGER_ENDPOINT CV_LOG_LEVEL CV_LOG_FORMAT
        CV_USE_GPU CUDA_VISIBLE_DEVICES
        CV_EXECUTION_PROVIDERS CV_MAX_PIXELS CV_RECORDING CV_SPOOL_PATH CV_SPOOL_MAX_SIZE CV_SPOOL_WHEN_FULL CV_DATA_PATH
        CV_LOGGING_URL
        """;

    public static TheoryData<string> Names => [.. NamesOfTheGuide.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_name_of_the_guide_has_effect_on_its_key(string name)
    {
        // MODEL_PATH sets two settings; a separate test covers its folder part.
        var setting = ServiceSettings.All.Last(setting => setting.Name.Names.Contains(name)).Values;
        var (given, read) = Sample(setting);

        Assert.Equal(read, Configured((name, given))[setting.Key]);
    }

    [Fact]
    public void Every_default_is_acceptable_and_every_row_is_complete()
    {
        Assert.All(ServiceSettings.All, setting =>
        {
            Assert.StartsWith("Vision:", setting.Name.Key, StringComparison.Ordinal);
            Assert.EndsWith(".", setting.Name.Meaning, StringComparison.Ordinal);
            Assert.True(setting.Values.Default is not { } text || setting.Values.Normalize(text) is not null, setting.Name.Name);
        });
        Assert.Equal(OperatorNames.All.Count, ServiceSettings.All.Select(setting => setting.Values.Key).Distinct().Count());
    }

    [Theory]
    [InlineData("CV_DATABASE_POOL_SIZE", "20")]
    [InlineData("CV_DATABASE_POOL_OVERFLOW", "0")]
    [InlineData("CV_DATABASE_POOL_TIMEOUT", "30")]
    [InlineData("CV_CACHE_TTL", "3600")]
    [InlineData("CV_CACHE_MAX_MEMORY", "1gb")]
    [InlineData("CV_MODEL_CACHE_SIZE", "10gb")]
    [InlineData("CV_MAX_CONCURRENT_JOBS", "50")]
    [InlineData("CV_MAX_FILE_SIZE_MB", "50")]
    [InlineData("CV_JOB_TIMEOUT_MINUTES", "30")]
    [InlineData("CV_WORKER_PROCESSES", "4")]
    [InlineData("CV_WORKER_THREADS", "8")]
    [InlineData("CV_JWT_ALGORITHM", "HS256")]
    [InlineData("CV_JWT_EXPIRATION_HOURS", "24")]
    [InlineData("CV_METRICS_PORT", "9090")]
    [InlineData("CV_LOG_FORMAT", "json")]
    public void Defaults_are_those_of_the_guide(string name, string expected) =>
        Assert.Equal(expected, ServiceSettings.All.Single(setting => setting.Name.Name == name).Values.Default);

    [Theory]
    [InlineData("models/yolov8n.pt", "models", "yolov8n.pt")]
    [InlineData("/models/site/best.onnx", "/models/site", "best.onnx")]
    [InlineData("yolov8n.onnx", null, "yolov8n.onnx")]
    [InlineData("/models", "/models", null)]
    public void A_model_path_names_a_folder_a_file_or_both(string given, string? folder, string? file)
    {
        var configuration = Configured(("MODEL_PATH", given));

        Assert.Equal(folder, configuration["Vision:Models:Path"]);
        Assert.Equal(file, configuration["Vision:Models:Default"]);
    }

    [Fact]
    public void A_name_wins_over_its_alias_part_by_part()
    {
        var configuration = Configured(("MODEL_PATH", "old/yolov5s.pt"), ("CV_YOLO_MODEL", "yolov8n.pt"));

        Assert.Equal("yolov8n.pt", configuration["Vision:Models:Default"]);
        Assert.Equal("old", configuration["Vision:Models:Path"]);
    }

    [Fact]
    public void An_explicit_key_wins_over_a_name_and_a_name_over_a_settings_file()
    {
        using var app = TestService.Build(
            [("CV_MAX_PIXELS", "1000"), ("CV_MAX_FILE_SIZE_MB", "7"), ("Vision:Images:MaxPixels", "2000")],
            builder => builder.Configuration.Sources.Insert(0, Memory(("Vision:Images:MaxFileSizeMb", "9"))));

        Assert.Equal("2000", app.Configuration["Vision:Images:MaxPixels"]);
        Assert.Equal("7", app.Configuration["Vision:Images:MaxFileSizeMb"]);
    }

    [Fact]
    public void An_empty_value_counts_as_not_set() =>
        Assert.Null(Configured(("CV_S3_ENDPOINT_URL", "  "))["Vision:Store:S3:EndpointUrl"]);

    [Theory]
    [InlineData("DEBUG", "Debug")]
    [InlineData("info", "Information")]
    [InlineData("WARNING", "Warning")]
    [InlineData("CRITICAL", "Critical")]
    [InlineData("Information", "Information")]
    public void Log_levels_are_accepted_as_the_guide_and_as_dotnet_write_them(string given, string level) =>
        Assert.Equal(level, Configured(("CV_LOG_LEVEL", given))["Logging:LogLevel:Default"]);

    private static ConfigurationManager Configured(params (string Name, string Value)[] settings)
    {
        var configuration = new ConfigurationManager();
        configuration.Sources.Add(Memory(settings));
        OperatorNamesSource.AddTo(configuration).Add(ServiceSettings.All.Select(setting => setting.Values));
        return configuration;
    }

    private static MemoryConfigurationSource Memory(params (string Name, string Value)[] settings) =>
        new() { InitialData = settings.ToDictionary(setting => setting.Name, setting => (string?)setting.Value) };

    private static (string Given, string Read) Sample(Setting setting) => setting.Key switch
    {
        "Vision:Security:Jwt:Algorithm" => ("hs512", "HS512"),
        "Vision:Telemetry:LogFormat" => ("TEXT", "text"),
        "Vision:Recording:Mode" => ("Off", "off"),
        "Vision:Recording:WhenFull" => ("unrecorded", "unrecorded"),
        "Vision:Store:Images:Backend" => ("S3", "s3"),
        "Vision:Http:AllowedOrigins" => ("https://a.example, http://localhost:3000", "https://a.example,http://localhost:3000"),
        "Vision:Cache:ClusterNodes" => ("redis1:6379, redis2:6379", "redis1:6379,redis2:6379"),
        "Vision:Execution:Providers" => ("cuda, cpu", "cuda,cpu"),
        "Vision:Execution:CudaVisibleDevices" => ("0,1", "0,1"),
        "Vision:Store:DatabaseUrl" => ("postgresql://u:p@db:5432/vision", "postgresql://u:p@db:5432/vision"),
        "Vision:Cache:RedisUrl" => ("redis://cache:6379/0", "redis://cache:6379/0"),
        "Vision:Logging:Url" => ("http://host:1234/x", "http://host:1234/x"),
        _ when setting.Type == typeof(int) || setting.Type == typeof(long) => ("5", "5"),
        _ when setting.Type == typeof(bool) => ("YES", "true"),
        _ when setting.Type == typeof(ByteSize) => ("2048KB", "2mb"),
        _ when setting.Type == typeof(TimeSpan) => ("90s", "00:01:30"),
        _ when setting.Type == typeof(LogLevel) => ("ERROR", "Error"),
        _ when setting.Type == typeof(CommaList) => ("eng,fra", "eng,fra"),
        _ when setting.Type == typeof(Uri) => ("http://host:1234/x", "http://host:1234/x"),
        _ => ("some-text.onnx", "some-text.onnx"),
    };
}
