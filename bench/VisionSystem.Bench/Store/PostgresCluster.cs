using System.Globalization;
using Npgsql;
using VisionSystem.Bench.Data;
using VisionSystem.Bench.Servers;
using VisionSystem.Cli.Processes;

namespace VisionSystem.Bench.Store;

/// <summary>
/// A dedicated PostgreSQL server with its data in <c>.vision/bench/postgres</c>, which later runs reuse. Commits are synchronous;
/// memory settings are those of the deployment guide.
/// </summary>
internal sealed class PostgresCluster : IAsyncDisposable
{
    private const string User = "vision";
    private const string Settings = "-c listen_addresses=127.0.0.1 -c unix_socket_directories= -c shared_buffers=256MB -c effective_cache_size=1GB -c maintenance_work_mem=64MB -c random_page_cost=1.1 -c effective_io_concurrency=200 -c max_wal_size=4GB";

    private static readonly string Folder = Path.Combine(BenchFiles.Output, "postgres");
    private static readonly string Data = Path.Combine(Folder, "data");

    private readonly int _port = FreePort.Take();

    private PostgresCluster()
    {
    }

    /// <summary>Starts the server; the first run creates the cluster.</summary>
    /// <exception cref="ServerException">PostgreSQL is not installed or does not start.</exception>
    public static async Task<PostgresCluster> StartAsync(CancellationToken cancellationToken)
    {
        if (InstalledPrograms.FindPostgres() is null)
        {
            throw new ServerException("PostgreSQL is not installed: apt install postgresql");
        }

        if (!Directory.Exists(Data))
        {
            await OrdinaryUser.OwnAsync(Directory.CreateDirectory(Folder).FullName, cancellationToken);
            await RunAsync("initdb", cancellationToken, "-D", Data, "-U", User, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8");
        }

        var cluster = new PostgresCluster();
        if (File.Exists(Path.Combine(Data, "postmaster.pid")))
        {
            // An earlier run was killed and left the server running.
            await cluster.DisposeAsync();
        }

        await RunAsync("pg_ctl", cancellationToken, "start", "-w", "-D", Data, "-l", Path.Combine(Folder, "log"), "-o", string.Create(CultureInfo.InvariantCulture, $"-p {cluster._port} {Settings}"));
        return cluster;
    }

    /// <summary>The URL of a database for <c>CV_DATABASE_URL</c>.</summary>
    public string Url(string database) => string.Create(CultureInfo.InvariantCulture, $"postgresql://{User}@127.0.0.1:{_port}/{database}");

    /// <summary>A data source for a database, without a command timeout.</summary>
    public NpgsqlDataSource Connect(string database) => NpgsqlDataSource.Create(string.Create(
        CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={_port};Username={User};Database={database};Command Timeout=0"));

    /// <summary>True if the database exists.</summary>
    public async Task<bool> HasAsync(string database, CancellationToken cancellationToken)
    {
        await using var server = Connect("postgres");
        await using var command = server.CreateCommand("SELECT 1 FROM pg_database WHERE datname = $1");
        command.Parameters.AddWithValue(database);
        return await command.ExecuteScalarAsync(cancellationToken) is not null;
    }

    /// <summary>Executes a statement in the maintenance database, for example to create or drop a database.</summary>
    public async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var server = Connect("postgres");
        await using var command = server.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync() => await RunAsync("pg_ctl", CancellationToken.None, "stop", "-m", "fast", "-D", Data);

    private static async Task RunAsync(string program, CancellationToken cancellationToken, params string[] arguments)
    {
        var (file, before) = OrdinaryUser.Run(Path.Combine(InstalledPrograms.FindPostgres()!, program));
        // Output goes to a file, because the server would inherit a pipe and hold it open.
        var log = Path.Combine(BenchFiles.Logs, program + ".log");
        var start = ChildProcess.LoggedTo(log, [file, .. before, .. arguments]);
        start.WorkingDirectory = "/";
        if (await ChildProcess.RunAsync(start, onLine: null, cancellationToken) != 0)
        {
            throw new ServerException($"{program} failed: {string.Join(" | ", File.ReadLines(log).TakeLast(3))} ({log})");
        }
    }
}
