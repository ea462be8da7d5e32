using System.Diagnostics;
using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration.Launching;

/// <summary>Runs this machine's PostgreSQL in place of the container.</summary>
internal sealed class PostgresLauncher(Volumes volumes) : ILauncher
{
    private const int Sigint = 2;

    public bool Launches(IResource resource) => resource is PostgresServerResource;

    public async Task<Launch> PrepareAsync(LaunchRequest request, CancellationToken cancellationToken)
    {
        var server = (PostgresServerResource)request.Resource;
        var folder = volumes.Of(server.Name);
        var data = Path.Combine(folder, "data");
        if (!File.Exists(Path.Combine(data, "PG_VERSION")))
        {
            await InitializeAsync(server, folder, data, cancellationToken).ConfigureAwait(false);
        }

        foreach (var database in request.Children.OfType<PostgresDatabaseResource>())
        {
            await CreateAsync(database.DatabaseName, folder, data, cancellationToken).ConfigureAwait(false);
        }

        var (program, arguments) = OrdinaryUser.Run(
            PostgresPrograms.Path("postgres"),
            "-D", data, "-p", request.Port("tcp").ToString(CultureInfo.InvariantCulture), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=");

        // SIGTERM would wait until every client has gone.
        return new Launch(program, arguments, "/", request.Environment) { StopSignal = Sigint };
    }

    private static async Task InitializeAsync(PostgresServerResource server, string folder, string data, CancellationToken cancellationToken)
    {
        var password = Path.Combine(folder, "password");
        PrivateFile.Write(password, (await server.PasswordParameter.GetValueAsync(cancellationToken).ConfigureAwait(false))!);
        await OrdinaryUser.OwnAsync(folder, cancellationToken).ConfigureAwait(false);
        await RunAsync(
            "initdb", ["-D", data, "-U", "postgres", "--pwfile", password, "-A", "scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8"], "", cancellationToken)
            .ConfigureAwait(false);
        File.Delete(password);
    }

    /// <summary>Makes a database before the server starts, by its single-user mode; a file beside the data says that it is there.</summary>
    private static async Task CreateAsync(string database, string folder, string data, CancellationToken cancellationToken)
    {
        var made = Path.Combine(folder, $"{database}.database");
        if (!File.Exists(made))
        {
            var statement = $"CREATE DATABASE \"{database.Replace("\"", "\"\"", StringComparison.Ordinal)}\"\n";
            await RunAsync("postgres", ["--single", "-D", data, "postgres"], statement, cancellationToken).ConfigureAwait(false);
            await File.WriteAllTextAsync(made, "", cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task RunAsync(string name, string[] arguments, string input, CancellationToken cancellationToken)
    {
        var (program, all) = OrdinaryUser.Run(PostgresPrograms.Path(name), arguments);
        using var process = Process.Start(new ProcessStartInfo(program, all)
        {
            WorkingDirectory = "/",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        await process.StandardInput.WriteAsync(input).ConfigureAwait(false);
        process.StandardInput.Close();
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken))
            .ConfigureAwait(false);
        await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        if (process.ExitCode != 0)
        {
            throw new DistributedApplicationException($"{name} failed: {string.Concat(said).Trim()}");
        }
    }
}
