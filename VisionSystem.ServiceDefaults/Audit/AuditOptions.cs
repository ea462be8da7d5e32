using System.ComponentModel.DataAnnotations;

namespace VisionSystem.ServiceDefaults.Audit;

/// <summary>The audit log (<c>Vision:Audit</c>).</summary>
public sealed record AuditOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Vision:Audit";

    /// <summary>The age in days after which events are deleted (<c>CV_AUDIT_RETENTION_DAYS</c>); 0 for never.</summary>
    [Range(0, 36_500)]
    public int RetentionDays { get; init; } = 365;

    /// <summary>The time between two reports of failed logins, each with one event per reason and address.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan FailureInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The most events that wait in memory while their store does not respond; further ones are only logged.</summary>
    [Range(1, 1_000_000)]
    public int QueueSize { get; init; } = 10_000;
}
