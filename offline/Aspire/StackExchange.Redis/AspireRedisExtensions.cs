using Aspire.StackExchange.Redis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Microsoft.Extensions.Hosting;

/// <summary>Connects a service to Redis.</summary>
public static class AspireRedisExtensions
{
    private const string Section = "Aspire:StackExchange:Redis";

    /// <summary>Registers an <see cref="IConnectionMultiplexer"/> and, unless it is disabled, its health check.</summary>
    /// <param name="builder">The service's builder.</param>
    /// <param name="connectionName">The name below <c>ConnectionStrings</c>.</param>
    /// <param name="configureSettings">Changes the settings after they were read.</param>
    /// <param name="configureOptions">Changes what the connection string says.</param>
    /// <exception cref="NotSupportedException">Tracing or the connection at start are not disabled.</exception>
    public static void AddRedisClient(
        this IHostApplicationBuilder builder,
        string connectionName,
        Action<StackExchangeRedisSettings>? configureSettings = null,
        Action<ConfigurationOptions>? configureOptions = null)
    {
        var settings = Read(builder.Configuration, connectionName);
        configureSettings?.Invoke(settings);
        if (!settings.DisableTracing || !settings.DisableAutoActivation)
        {
            throw new NotSupportedException("Without the package Aspire.StackExchange.Redis, DisableTracing and DisableAutoActivation must be true.");
        }

        builder.Services.AddSingleton<IConnectionMultiplexer>(_ => Connect(settings, connectionName, configureOptions));
        if (!settings.DisableHealthChecks)
        {
            builder.Services.AddHealthChecks().AddCheck<RedisHealthCheck>("StackExchange.Redis");
        }
    }

    private static StackExchangeRedisSettings Read(IConfiguration configuration, string connectionName)
    {
        var settings = new StackExchangeRedisSettings();
        var section = configuration.GetSection(Section);
        section.Bind(settings);
        section.GetSection(connectionName).Bind(settings);
        settings.ConnectionString = configuration.GetConnectionString(connectionName) ?? settings.ConnectionString;
        return settings;
    }

    private static ConnectionMultiplexer Connect(StackExchangeRedisSettings settings, string connectionName, Action<ConfigurationOptions>? configure)
    {
        // This version of the client does not know all words that newer ones write.
        var options = settings.ConnectionString is { Length: > 0 } words ? ConfigurationOptions.Parse(words, ignoreUnknown: true) : new ConfigurationOptions();
        options.AbortOnConnectFail = false;
        configure?.Invoke(options);
        return options.EndPoints.Count > 0
            ? ConnectionMultiplexer.Connect(options)
            : throw new InvalidOperationException($"ConnectionStrings:{connectionName} is missing, and so is {Section}:ConnectionString.");
    }
}
