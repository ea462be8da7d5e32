using System.Diagnostics;

namespace Aspire.Hosting.Orchestration.Launching;

/// <summary>Runs programs that refuse to be run by root as somebody else, where the AppHost is run by root.</summary>
internal static class OrdinaryUser
{
    private static readonly string[] Names = ["postgres", "nobody"];

    /// <summary>Name, password, user and group of an entry in /etc/passwd; null where the AppHost's own user will do.</summary>
    private static readonly Lazy<string[]?> Entry = new(() => Environment.IsPrivilegedProcess && File.Exists("/etc/passwd")
        ? Names.Select(name => File.ReadLines("/etc/passwd").FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.Ordinal)))
            .OfType<string>().FirstOrDefault()?.Split(':')
        : null);

    /// <summary>The command line by which that user runs a program.</summary>
    public static (string Program, string[] Arguments) Run(string program, params string[] arguments) => Entry.Value is [_, _, var user, var group, ..]
        ? ("setpriv", [$"--reuid={user}", $"--regid={group}", "--clear-groups", program, .. arguments])
        : (program, arguments);

    /// <summary>Gives that user a folder with what is in it.</summary>
    public static async Task OwnAsync(string folder, CancellationToken cancellationToken)
    {
        if (Entry.Value is [_, _, var user, var group, ..])
        {
            using var chown = Process.Start("chown", ["-R", $"{user}:{group}", folder]);
            await chown.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
