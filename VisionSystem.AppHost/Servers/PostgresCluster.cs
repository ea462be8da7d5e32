using System.Diagnostics;
using Npgsql;

namespace VisionSystem.AppHost.Servers;

/// <summary>A PostgreSQL data folder on this machine.</summary>
/// <param name="programs">The folder of PostgreSQL's programs.</param>
/// <param name="folder">The folder of the cluster; its data is in <c>data</c>.</param>
internal sealed class PostgresCluster(string programs, string folder)
{
    public const string User = "postgres";

    private string Data => Path.Combine(folder, "data");

    /// <summary>The command line of the server without its port. It has no socket in the file system, because the folder for sockets may not be writable.</summary>
    public (string Program, string[] Arguments) Command => OrdinaryUser.Run(
        Path.Combine(programs, "postgres"), "-D", Data, "-c", $"listen_addresses={ListenAddress.Loopback}", "-c", "unix_socket_directories=");

    /// <summary>Creates the cluster if it does not exist.</summary>
    /// <exception cref="DistributedApplicationException">initdb fails.</exception>
    public async Task CreateAsync(string password, CancellationToken cancellationToken)
    {
        if (File.Exists(Path.Combine(Data, "PG_VERSION")))
        {
            return;
        }

        Directory.CreateDirectory(folder);
        var passwordFile = Path.Combine(folder, "initial-password");
        PrivateFile.Write(passwordFile, password);
        await OrdinaryUser.ChangeOwnerAsync(folder, cancellationToken);
        var (program, arguments) = OrdinaryUser.Run(
            Path.Combine(programs, "initdb"),
            "-D", Data, "-U", User, "--pwfile", passwordFile, "-A", "scram-sha-256", "-E", "UTF8", "--locale=C");
        using var initdb = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = "/",
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = await Task.WhenAll(initdb.StandardOutput.ReadToEndAsync(cancellationToken), initdb.StandardError.ReadToEndAsync(cancellationToken));
        await initdb.WaitForExitAsync(cancellationToken);
        File.Delete(passwordFile);
        if (initdb.ExitCode != 0)
        {
            throw new DistributedApplicationException(
                $"initdb cannot create the database cluster in {Data}: {output[1].Trim()}"
                + (OrdinaryUser.Name is { } user ? $" (initdb runs as the user {user}, who needs access to that folder; --data chooses another folder)" : ""));
        }
    }

    public static async Task CreateDatabaseAsync(string connectionString, string name, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create($"{connectionString};Pooling=false");
        await using var exists = source.CreateCommand("SELECT 1 FROM pg_database WHERE datname = $1");
        exists.Parameters.Add(new() { Value = name });
        if (await exists.ExecuteScalarAsync(cancellationToken) is null)
        {
            await using var create = source.CreateCommand($"CREATE DATABASE \"{name}\"");
            await create.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
