namespace Aspire.StackExchange.Redis;

/// <summary>How a Redis is used; read from <c>Aspire:StackExchange:Redis</c>, then from <c>Aspire:StackExchange:Redis:NAME</c>.</summary>
public sealed class StackExchangeRedisSettings
{
    /// <summary>The connection string; <c>ConnectionStrings:NAME</c> goes before it.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Leaves the health check <c>StackExchange.Redis</c> out.</summary>
    public bool DisableHealthChecks { get; set; }

    /// <summary>Must be true here: the stand-in brings no tracing of its own.</summary>
    public bool DisableTracing { get; set; }

    /// <summary>Must be true here: the stand-in connects when the connection is first asked for, not when the service starts.</summary>
    public bool DisableAutoActivation { get; set; }
}
