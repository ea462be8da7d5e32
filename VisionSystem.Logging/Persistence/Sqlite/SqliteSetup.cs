namespace VisionSystem.Logging.Persistence.Sqlite;

/// <summary>Registers the embedded store of predictions.</summary>
internal static class SqliteSetup
{
    public static void AddSqliteStore(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<SqliteMigrator>();
        builder.Services.AddSingleton<TenantDatabases>();
        builder.Services.AddSingleton<SqliteProbe>();
        builder.Services.AddSingleton<IPredictionStore, SqlitePredictionStore>();
        builder.Services.AddHostedService<SqliteStartup>();
    }
}
