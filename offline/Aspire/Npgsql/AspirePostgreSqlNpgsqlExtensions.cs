using System.Data.Common;
using Aspire.Npgsql;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Microsoft.Extensions.Hosting;

/// <summary>Connects a service to PostgreSQL.</summary>
public static class AspirePostgreSqlNpgsqlExtensions
{
    private const string Section = "Aspire:Npgsql";

    /// <summary>Registers a <see cref="NpgsqlDataSource"/> and, unless it is disabled, its health check.</summary>
    /// <param name="builder">The service's builder.</param>
    /// <param name="connectionName">The name below <c>ConnectionStrings</c>.</param>
    /// <param name="configureSettings">Changes the settings after they were read.</param>
    /// <param name="configureDataSourceBuilder">Changes how the data source is built.</param>
    /// <exception cref="NotSupportedException">Tracing or metrics are not disabled.</exception>
    public static void AddNpgsqlDataSource(
        this IHostApplicationBuilder builder,
        string connectionName,
        Action<NpgsqlSettings>? configureSettings = null,
        Action<NpgsqlDataSourceBuilder>? configureDataSourceBuilder = null)
    {
        var settings = Read(builder.Configuration, connectionName);
        configureSettings?.Invoke(settings);
        if (!settings.DisableTracing || !settings.DisableMetrics)
        {
            throw new NotSupportedException("Without the package Aspire.Npgsql, DisableTracing and DisableMetrics must be true; collect the source and the meter \"Npgsql\" instead.");
        }

        builder.Services.AddSingleton(services => Build(services, settings, connectionName, configureDataSourceBuilder));
        builder.Services.AddSingleton<DbDataSource>(services => services.GetRequiredService<NpgsqlDataSource>());
        if (!settings.DisableHealthChecks)
        {
            builder.Services.AddHealthChecks().AddCheck<NpgsqlHealthCheck>("PostgreSql");
        }
    }

    private static NpgsqlSettings Read(IConfiguration configuration, string connectionName)
    {
        var settings = new NpgsqlSettings();
        var section = configuration.GetSection(Section);
        section.Bind(settings);
        section.GetSection(connectionName).Bind(settings);
        settings.ConnectionString = configuration.GetConnectionString(connectionName) ?? settings.ConnectionString;
        return settings;
    }

    /// <summary>Only now is a missing connection string an error, when there is a log to say so in.</summary>
    private static NpgsqlDataSource Build(
        IServiceProvider services, NpgsqlSettings settings, string connectionName, Action<NpgsqlDataSourceBuilder>? configure)
    {
        if (string.IsNullOrEmpty(settings.ConnectionString))
        {
            throw new InvalidOperationException($"ConnectionStrings:{connectionName} is missing, and so is {Section}:ConnectionString.");
        }

        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        builder.UseLoggerFactory(services.GetService<ILoggerFactory>());
        configure?.Invoke(builder);
        return builder.Build();
    }
}
