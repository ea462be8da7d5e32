using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using StackExchange.Redis;
using VisionSystem.Contracts.Configuration;

namespace VisionSystem.ServiceDefaults.Redis;

/// <summary>
/// The address of the Redis that replicas share: <c>CV_REDIS_URL</c> and <c>CV_REDIS_CLUSTER_NODES</c>, otherwise Aspire's
/// connection string <c>redis</c>. Redis is not used without any of them.
/// </summary>
internal sealed record RedisOptions : IValidatableObject
{
    public const string Section = "Vision:Cache";

    /// <summary>The name of Aspire's connection string.</summary>
    public const string ConnectionName = "redis";

    /// <summary><c>redis://[user:password@]host[:port][/database]</c>; <c>rediss</c> for TLS.</summary>
    [AbsoluteUrl("redis", "rediss")]
    [Secret]
    public string? RedisUrl { get; init; }

    /// <summary>The nodes of a cluster, <c>host:port</c>; user, password and TLS are taken from the URL.</summary>
    [RegularExpression("[A-Za-z0-9._-]{1,253}:[0-9]{1,5}(,[A-Za-z0-9._-]{1,253}:[0-9]{1,5})*", ErrorMessage = "a comma-separated list of host:port")]
    public CommaList ClusterNodes { get; init; } = new();

    /// <summary>A connection string of StackExchange.Redis; set by <see cref="Complete"/>.</summary>
    [Secret]
    public string? ConnectionString { get; set; }

    /// <summary>The maximum wait of a request for Redis, milliseconds.</summary>
    [Range(1, 60_000)]
    public int TimeoutMs { get; init; } = 250;

    /// <summary>The address to connect to; null for none.</summary>
    /// <exception cref="FormatException">The address is invalid; the message contains no secret.</exception>
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

    /// <summary>Sets the connection string from Aspire's configuration.</summary>
    public static void Complete(RedisOptions options, IConfiguration configuration) =>
        options.ConnectionString ??= configuration.GetConnectionString(ConnectionName) ?? configuration["Aspire:StackExchange:Redis:ConnectionString"];

    /// <summary>The address in a configuration; null for none and for an invalid one, which is reported at start.</summary>
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
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        try
        {
            Target();
            return [];
        }
        catch (FormatException exception)
        {
            return [string.IsNullOrEmpty(RedisUrl) ? new(exception.Message) : new(exception.Message, [nameof(RedisUrl)])];
        }
    }

    private static ConfigurationOptions Parse(string connectionString)
    {
        try
        {
            // Unknown options may belong to another version of the client.
            return ConfigurationOptions.Parse(connectionString, ignoreUnknown: true);
        }
        catch (ArgumentException)
        {
            throw new FormatException($"ConnectionStrings:{ConnectionName} is not a connection string of StackExchange.Redis (not shown: it may hold a secret)");
        }
    }
}
