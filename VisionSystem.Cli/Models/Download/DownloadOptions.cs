namespace VisionSystem.Cli.Models.Download;

/// <summary>How patient a download is.</summary>
internal sealed record DownloadOptions
{
    /// <summary>How often a broken connection is taken up again.</summary>
    public int Retries { get; init; } = 4;

    /// <summary>Wait before the first retry; it doubles with each.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A connection that brings nothing for so long counts as broken.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
