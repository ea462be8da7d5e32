using System.Diagnostics;

namespace VisionSystem.AppHost.Servers;

/// <summary>Runs programs that reject root as another user if the AppHost runs as root.</summary>
internal static class OrdinaryUser
{
    private static readonly string[] Names = ["postgres", "nobody"];

    /// <summary>The fields of an entry of /etc/passwd: name, password, user, group, …; null if the AppHost does not run as root.</summary>
    private static readonly Lazy<string[]?> Entry = new(() => !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess && File.Exists("/etc/passwd")
        ? Names.Select(name => File.ReadLines("/etc/passwd").FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.Ordinal)))
            .OfType<string>().FirstOrDefault()?.Split(':')
        : null);

    /// <summary>The user's name; null if programs run as the AppHost's user.</summary>
    public static string? Name => Entry.Value?[0];

    /// <summary>Returns the command line that runs a program as that user. <c>setpriv</c> replaces itself with the program, so that signals reach it.</summary>
    public static (string Program, string[] Arguments) Run(string program, params string[] arguments) => Entry.Value is [_, _, var user, var group, ..]
        ? ("setpriv", [$"--reuid={user}", $"--regid={group}", "--clear-groups", program, .. arguments])
        : (program, arguments);

    /// <summary>Makes that user the owner of a folder and its contents.</summary>
    public static async Task ChangeOwnerAsync(string folder, CancellationToken cancellationToken)
    {
        if (Entry.Value is [_, _, var user, var group, ..])
        {
            using var chown = Process.Start("chown", ["-R", $"{user}:{group}", folder]);
            await chown.WaitForExitAsync(cancellationToken);
        }
    }
}
