using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace VisionSystem.Logging.Persistence;

/// <summary>How many connections to the database there are; what is not set is as the address says, else as the documentation does.</summary>
internal sealed record PoolOptions
{
    public const int DefaultSize = 20;
    public const int DefaultOverflow = 0;
    public const int DefaultTimeoutSeconds = 30;

    /// <summary>Connections kept (<c>CV_DATABASE_POOL_SIZE</c>).</summary>
    [Range(1, 10_000)]
    [DefaultValue(DefaultSize)]
    public int? Size { get; init; }

    /// <summary>Connections above these at peaks (<c>CV_DATABASE_POOL_OVERFLOW</c>).</summary>
    [Range(0, 10_000)]
    [DefaultValue(DefaultOverflow)]
    public int? Overflow { get; init; }

    /// <summary>Longest wait for a connection (<c>CV_DATABASE_POOL_TIMEOUT</c>).</summary>
    [Range(1, 3600)]
    [DefaultValue(DefaultTimeoutSeconds)]
    public int? TimeoutSeconds { get; init; }
}
