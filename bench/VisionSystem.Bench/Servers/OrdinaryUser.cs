using System.Diagnostics;
using VisionSystem.Cli.Processes;

namespace VisionSystem.Bench.Servers;

/// <summary>Runs programs that refuse to run as root as an unprivileged user if this process runs as root, for example in a container.</summary>
internal static class OrdinaryUser
{
    private static readonly string[] Names = ["postgres", "nobody"];

    /// <summary>The /etc/passwd entry of the user (name, password, user id, group id, …); null if the current user is unprivileged.</summary>
    private static readonly string[]? Entry = Environment.IsPrivilegedProcess
        ? Names.Select(name => File.ReadLines("/etc/passwd").FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.Ordinal))).OfType<string>().First().Split(':')
        : null;

    /// <summary>The program to start instead, and the arguments before those of the original program.</summary>
    public static (string Program, string[] Arguments) Run(string program) => Entry is [_, _, var user, var group, ..]
        ? ("setpriv", ["--reuid=" + user, "--regid=" + group, "--clear-groups", program])
        : (program, []);

    /// <summary>Makes the user the owner of a folder and its content.</summary>
    public static async Task OwnAsync(string folder, CancellationToken cancellationToken)
    {
        if (Entry is [_, _, var user, var group, ..])
        {
            await ChildProcess.RunAsync(new ProcessStartInfo("chown", ["-R", $"{user}:{group}", folder]), onLine: null, cancellationToken);
        }
    }
}
