namespace VisionSystem.Logging.Storage;

/// <summary>How many connections to the database there are; what is not set is as the address says, else as the documentation does.</summary>
internal sealed class PoolOptions
{
    public const int DefaultSize = 20;
    public const int DefaultOverflow = 0;
    public const int DefaultTimeoutSeconds = 30;

    /// <summary>Connections kept (<c>CV_DATABASE_POOL_SIZE</c>).</summary>
    public int? Size { get; set; }

    /// <summary>Connections above these at peaks (<c>CV_DATABASE_POOL_OVERFLOW</c>).</summary>
    public int? Overflow { get; set; }

    /// <summary>Longest wait for a connection (<c>CV_DATABASE_POOL_TIMEOUT</c>).</summary>
    public int? TimeoutSeconds { get; set; }
}
