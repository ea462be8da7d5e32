using System.Diagnostics;
using VisionSystem.Cli.Processes;

namespace VisionSystem.Bench.Servers;

/// <summary>Runs programs that refuse to be run by root as someone else where this is run by root, as in a container.</summary>
internal static class OrdinaryUser
{
    private static readonly string[] Names = ["postgres", "nobody"];

    /// <summary>The user's entry of /etc/passwd (name, password, user id, group id, …); null where the user who runs this will do.</summary>
    private static readonly string[]? Entry = Environment.IsPrivilegedProcess
        ? Names.Select(name => File.ReadLines("/etc/passwd").FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.Ordinal))).OfType<string>().First().Split(':')
        : null;

    /// <summary>What to start in place of a program, and the arguments that go before its own.</summary>
    public static (string Program, string[] Arguments) Run(string program) => Entry is [_, _, var user, var group, ..]
        ? ("setpriv", ["--reuid=" + user, "--regid=" + group, "--clear-groups", program])
        : (program, []);

    /// <summary>Gives that user a folder and what is in it.</summary>
    public static async Task OwnAsync(string folder, CancellationToken cancellationToken)
    {
        if (Entry is [_, _, var user, var group, ..])
        {
            await ChildProcess.RunAsync(new ProcessStartInfo("chown", ["-R", $"{user}:{group}", folder]), onLine: null, cancellationToken);
        }
    }
}
