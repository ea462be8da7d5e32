using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace VisionSystem.Logging.Persistence;

/// <summary>Size of the database connection pool. Unset values come from the address, otherwise from the documented defaults.</summary>
internal sealed record PoolOptions
{
    public const int DefaultSize = 20;
    public const int DefaultOverflow = 0;
    public const int DefaultTimeoutSeconds = 30;

    /// <summary>Number of permanent connections (<c>CV_DATABASE_POOL_SIZE</c>).</summary>
    [Range(1, 10_000)]
    [DefaultValue(DefaultSize)]
    public int? Size { get; init; }

    /// <summary>Number of additional connections at peak load (<c>CV_DATABASE_POOL_OVERFLOW</c>).</summary>
    [Range(0, 10_000)]
    [DefaultValue(DefaultOverflow)]
    public int? Overflow { get; init; }

    /// <summary>Maximum wait for a connection in seconds (<c>CV_DATABASE_POOL_TIMEOUT</c>).</summary>
    [Range(1, 3600)]
    [DefaultValue(DefaultTimeoutSeconds)]
    public int? TimeoutSeconds { get; init; }
}
