using System.Diagnostics;
using System.Globalization;
using Npgsql;
using VisionSystem.Bench.Servers;
using VisionSystem.Cli.Processes;

namespace VisionSystem.Tests.Servers;

/// <summary>
/// A PostgreSQL server on a free port with its data in a temporary folder, started by the first test that needs it and stopped
/// at the end. Tests are skipped if PostgreSQL is not installed.
/// </summary>
public class PostgresServer : IAsyncDisposable
{
    /// <summary>A password with characters that need escaping; it must never appear in a log.</summary>
    public const string Password = "p@ss word:/?#1";

    private const string User = "vision";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder _folder = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ServerProcess _process;
    private bool _isInitialized;
    private bool _isRunning;
    private int _databases;

    public PostgresServer()
    {
        var (program, before) = OrdinaryUser.Run(Path.Combine(InstalledPrograms.FindPostgres() ?? "", "postgres"));
        _process = new ServerProcess(program, port =>
        [
            .. before, "-D", Data, "-p", port.ToString(CultureInfo.InvariantCulture), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
            "-c", "max_connections=300", "-c", "shared_buffers=64MB", "-c", IsDurable ? "fsync=on" : "fsync=off",
            .. AdditionalArguments,
        ]);
    }

    public int Port => _process.Port;

    /// <summary>True if commits survive a power cut; false by default because it is slow.</summary>
    private protected virtual bool IsDurable => false;

    /// <summary>Arguments of the server besides the common ones.</summary>
    private protected virtual IEnumerable<string> AdditionalArguments => [];

    private string Data => Path.Combine(_folder.Path, "data");

    /// <summary>Creates an empty database.</summary>
    /// <param name="port">The port of a proxy in front of the server, if any.</param>
    /// <returns>The database's address as an operator would write it.</returns>
    public async Task<string> CreateDatabaseAsync(int? port = null)
    {
        await StartAsync();
        var name = string.Create(CultureInfo.InvariantCulture, $"vision_logs_{Interlocked.Increment(ref _databases)}");
        await QueryAsync(AddressOf("postgres"), $"CREATE DATABASE {name}");
        return AddressOf(name, port);
    }

    /// <summary>Starts the server if it is not running.</summary>
    public async Task StartAsync()
    {
        Assert.SkipUnless(InstalledPrograms.FindPostgres() is not null, "PostgreSQL is not installed (initdb was not found)");
        await _turn.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (!_isInitialized)
            {
                await InitializeAsync();
            }

            if (!_isRunning)
            {
                await _process.StartAsync();
                await Until.TrueAsync("PostgreSQL answers", async _ => await AnswersAsync(), Patience);
            }

            (_isInitialized, _isRunning) = (true, true);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Ends the server as a crash does: it finishes no work and does not notify clients.</summary>
    public async Task KillAsync()
    {
        _isRunning = false;
        await _process.KillAsync();
    }

    /// <summary>Runs statements in a database of this server.</summary>
    /// <param name="address">An address that <see cref="CreateDatabaseAsync"/> returned.</param>
    /// <param name="sql">The statements.</param>
    /// <returns>The first column of the first row, if there is one.</returns>
    public async Task<object?> QueryAsync(string address, string sql)
    {
        await using var connection = await OpenAsync(address);
        return await ExecuteAsync(connection, sql);
    }

    /// <summary>Opens a connection to a database of this server.</summary>
    public async Task<NpgsqlConnection> OpenAsync(string address)
    {
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = Port,
            Username = User,
            Password = Password,
            Database = new Uri(address).AbsolutePath.Trim('/'),
            Pooling = false,
        };
        var connection = new NpgsqlConnection(settings.ToString());
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    /// <summary>Runs statements over a connection.</summary>
    /// <returns>The first column of the first row, if there is one.</returns>
    public static async Task<object?> ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_isRunning)
        {
            // Fast shutdown: it disconnects clients, and releases shared memory, which SIGKILL does not.
            await _process.StopAsync(UnixSignal.Interrupt);
        }

        _process.Dispose();
        _folder.Dispose();
        _turn.Dispose();
        DisposeFiles();
        GC.SuppressFinalize(this);
    }

    /// <summary>Deletes the files of a derived server after it has stopped.</summary>
    private protected virtual void DisposeFiles()
    {
    }

    private string AddressOf(string database, int? port = null) => string.Create(
        CultureInfo.InvariantCulture, $"postgresql://{User}:{Uri.EscapeDataString(Password)}@127.0.0.1:{port ?? Port}/{database}");

    private async Task InitializeAsync()
    {
        var password = Path.Combine(_folder.Path, "password");
        await File.WriteAllTextAsync(password, Password);
        await OrdinaryUser.OwnAsync(_folder.Path, TestContext.Current.CancellationToken);
        var (program, before) = OrdinaryUser.Run(Path.Combine(InstalledPrograms.FindPostgres()!, "initdb"));
        var initdb = new ProcessStartInfo(
            program, [.. before, "-D", Data, "-U", User, "--pwfile", password, "-A", "scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"])
        {
            WorkingDirectory = "/",
        };
        var (exitCode, output) = await ChildProcess.ReadAsync(initdb, TestContext.Current.CancellationToken);
        Assert.True(exitCode == 0, output.ToString());
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            return await QueryAsync(AddressOf("postgres"), "SELECT 1") is not null;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}

/// <summary>A server for tests that crash it.</summary>
public sealed class DurablePostgresServer : PostgresServer
{
    private protected override bool IsDurable => true;
}

/// <summary>Tests that share one server, one after another.</summary>
[CollectionDefinition(Name)]
public sealed class SharedPostgres : ICollectionFixture<PostgresServer>
{
    public const string Name = "PostgreSQL";
}
