using Microsoft.Extensions.Configuration;
using StackExchange.Redis;
using VisionSystem.ServiceDefaults.Configuration;

namespace VisionSystem.ServiceDefaults.Redis;

/// <summary>
/// The Redis that replicas share: <c>CV_REDIS_URL</c> and <c>CV_REDIS_CLUSTER_NODES</c>, else the connection string
/// <c>redis</c> as Aspire gives it. Without any of them there is none.
/// </summary>
internal sealed class RedisOptions : IValidated
{
    public const string Section = "Vision:Cache";

    /// <summary>The name under which Aspire passes the connection string.</summary>
    public const string ConnectionName = "redis";

    /// <summary><c>redis://[user:password@]host[:port][/database]</c>; <c>rediss</c> for TLS.</summary>
    public string? RedisUrl { get; set; }

    /// <summary>Nodes of a cluster, <c>host:port</c>; user, password and TLS are those of the URL, if there is one.</summary>
    public CommaList ClusterNodes { get; set; } = new();

    /// <summary>A connection string in StackExchange.Redis' own words.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>The longest that a request waits for Redis before it goes on without, milliseconds.</summary>
    public int TimeoutMs { get; set; } = 250;

    /// <summary>What to connect to; null for nothing.</summary>
    /// <exception cref="FormatException">It is not understood; the message holds no secret.</exception>
    public ConfigurationOptions? Target()
    {
        var target = !string.IsNullOrEmpty(RedisUrl) ? RedisUrls.Parse(RedisUrl)
            : ClusterNodes.Items.Count > 0 ? new ConfigurationOptions()
            : !string.IsNullOrEmpty(ConnectionString) ? Parse(ConnectionString)
            : null;
        if (target is not null && ClusterNodes.Items.Count > 0)
        {
            target.EndPoints.Clear();
            foreach (var node in ClusterNodes.Items)
            {
                target.EndPoints.Add(node);
            }
        }
        return target;
    }

    /// <summary>Fills in the connection string that Aspire gives.</summary>
    public static void Complete(RedisOptions options, IConfiguration configuration) =>
        options.ConnectionString ??= configuration.GetConnectionString(ConnectionName) ?? configuration["Aspire:StackExchange:Redis:ConnectionString"];

    /// <summary>What a configuration says to connect to; null for nothing, and for what is wrong and reported at start.</summary>
    public static ConfigurationOptions? TargetOf(IConfiguration configuration)
    {
        try
        {
            var options = configuration.GetSection(Section).Get<RedisOptions>() ?? new RedisOptions();
            Complete(options, configuration);
            return options.Target();
        }
        catch (Exception exception) when (exception is FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public IEnumerable<string> Validate()
    {
        string? error = null;
        try
        {
            Target();
        }
        catch (FormatException exception)
        {
            error = exception.Message;
        }
        if (error is not null)
        {
            yield return error;
        }

        if (TimeoutMs is < 1 or > 60_000)
        {
            yield return $"{Section}:{nameof(TimeoutMs)}: 1 to 60000";
        }
    }

    private static ConfigurationOptions Parse(string connectionString)
    {
        try
        {
            // Unknown words are those of another version of the client.
            return ConfigurationOptions.Parse(connectionString, ignoreUnknown: true);
        }
        catch (ArgumentException)
        {
            throw new FormatException($"ConnectionStrings:{ConnectionName} is not a connection string of StackExchange.Redis (not shown: it may hold a secret)");
        }
    }
}
