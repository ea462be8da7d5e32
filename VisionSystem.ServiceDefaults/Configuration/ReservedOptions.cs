using System.ComponentModel.DataAnnotations;
using VisionSystem.Contracts.Configuration;

namespace VisionSystem.ServiceDefaults.Configuration;

/// <summary>
/// Settings of the deployment guide for features that this version does not have. They are validated, so that a configuration
/// stays valid in later versions. A warning at start names each one that differs from its default.
/// </summary>
internal sealed record ReservedOptions
{
    public const string Section = "Vision";

    public ReservedModelOptions Models { get; init; } = new();

    public OcrOptions Ocr { get; init; } = new();

    public JobOptions Jobs { get; init; } = new();
}

internal sealed record ReservedModelOptions
{
    [Secret]
    public Uri? MlflowTrackingUri { get; init; }
}

internal sealed record OcrOptions
{
    [RegularExpression("[A-Za-z][A-Za-z0-9_/]{1,39}(,[A-Za-z][A-Za-z0-9_/]{1,39})*", ErrorMessage = "a comma-separated list of Tesseract language codes")]
    public CommaList Languages { get; init; } = new("eng");

    [FilePath]
    public string? DataPath { get; init; }
}

internal sealed record JobOptions
{
    [AllowedValues("api", "worker")]
    public string Role { get; init; } = "api";

    [Range(1, 100_000)]
    public int MaxConcurrent { get; init; } = 50;

    [Range(1, 10_080)]
    public int TimeoutMinutes { get; init; } = 30;

    [Range(1, 256)]
    public int WorkerProcesses { get; init; } = 4;

    [Range(1, 1024)]
    public int WorkerThreads { get; init; } = 8;
}
