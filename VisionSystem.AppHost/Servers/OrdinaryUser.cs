using System.Diagnostics;

namespace VisionSystem.AppHost.Servers;

/// <summary>Runs programs that refuse to run as root as another user, if the AppHost runs as root.</summary>
internal static class OrdinaryUser
{
    private static readonly string[] Names = ["postgres", "nobody"];

    /// <summary>The fields of an entry of /etc/passwd: name, password, user, group, …; null if the AppHost's own user will do.</summary>
    private static readonly Lazy<string[]?> Entry = new(() => !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess && File.Exists("/etc/passwd")
        ? Names.Select(name => File.ReadLines("/etc/passwd").FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.Ordinal)))
            .OfType<string>().FirstOrDefault()?.Split(':')
        : null);

    /// <summary>The user's name; null if it is the AppHost's own.</summary>
    public static string? Name => Entry.Value?[0];

    /// <summary>The command line by which that user runs a program. <c>setpriv</c> becomes the program, so that signals reach it.</summary>
    public static (string Program, string[] Arguments) Run(string program, params string[] arguments) => Entry.Value is [_, _, var user, var group, ..]
        ? ("setpriv", [$"--reuid={user}", $"--regid={group}", "--clear-groups", program, .. arguments])
        : (program, arguments);

    /// <summary>Gives that user a folder and what is in it.</summary>
    public static async Task OwnAsync(string folder, CancellationToken cancellationToken)
    {
        if (Entry.Value is [_, _, var user, var group, ..])
        {
            using var chown = Process.Start("chown", ["-R", $"{user}:{group}", folder]);
            await chown.WaitForExitAsync(cancellationToken);
        }
    }
}
