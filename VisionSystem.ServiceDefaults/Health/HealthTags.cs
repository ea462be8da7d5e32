namespace VisionSystem.ServiceDefaults.Health;

/// <summary>The tags that put a health check on a probe.</summary>
public static class HealthTags
{
    /// <summary>While it fails, the service gets no traffic.</summary>
    public const string Ready = "ready";

    /// <summary>When it fails, the process is started anew.</summary>
    public const string Live = "live";
}
