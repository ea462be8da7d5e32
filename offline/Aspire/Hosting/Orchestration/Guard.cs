using System.Diagnostics;
using System.Globalization;

namespace Aspire.Hosting.Orchestration;

/// <summary>
/// A small shell that outlives the AppHost: it reads the ids of the processes that run from a pipe, and when the pipe breaks,
/// which it does even when the AppHost is killed with SIGKILL, it ends those that are left.
/// </summary>
internal sealed class Guard : IDisposable
{
    // Each process leads a group of its own where setsid exists, so the group is ended; else the process alone.
    private const string Script = """
        trap '' INT TERM HUP
        left=
        while read -r sign id; do
          if [ "$sign" = + ]; then left="$left $id"; continue; fi
          kept=; for p in $left; do [ "$p" = "$id" ] || kept="$kept $p"; done; left=$kept
        done
        send() { for p in $left; do kill "-$1" -- "-$p" 2>/dev/null || kill "-$1" "$p" 2>/dev/null; done; }
        [ -n "$left" ] || exit 0
        send TERM
        tries=0
        while [ $tries -lt 300 ]; do
          alive=; for p in $left; do kill -0 "$p" 2>/dev/null && alive=1; done
          [ -n "$alive" ] || exit 0
          sleep 0.1; tries=$((tries + 1))
        done
        send KILL
        """;

    private readonly Process _shell;
    private readonly Lock _gate = new();

    private Guard(Process shell) => _shell = shell;

    /// <summary>Starts the guard, or returns null where there is no shell.</summary>
    public static Guard? Start(string? setsid)
    {
        if (Executables.Find("sh") is not { } sh)
        {
            return null;
        }

        string[] command = setsid is null ? [sh, "-c", Script] : [setsid, sh, "-c", Script];
        var shell = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, UseShellExecute = false })!;
        shell.StandardInput.AutoFlush = true;
        return new(shell);
    }

    public void Watch(int processId) => Tell('+', processId);

    public void Forget(int processId) => Tell('-', processId);

    public void Dispose()
    {
        _shell.StandardInput.Dispose();
        _shell.Dispose();
    }

    private void Tell(char sign, int processId)
    {
        lock (_gate)
        {
            _shell.StandardInput.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{sign} {processId}"));
        }
    }
}
