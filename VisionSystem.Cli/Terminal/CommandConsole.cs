using Spectre.Console;

namespace VisionSystem.Cli.Terminal;

/// <summary>The output of a command.</summary>
/// <param name="Output">The writer for results.</param>
/// <param name="Error">The writer for progress, notes and errors.</param>
/// <param name="IsTerminal">True if <paramref name="Error"/> is a terminal that supports animation.</param>
/// <param name="Time">The clock for rates.</param>
internal sealed record CommandConsole(TextWriter Output, TextWriter Error, bool IsTerminal, TimeProvider Time)
{
    public static CommandConsole OfProcess() => new(
        Console.Out, Console.Error, !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb", TimeProvider.System);

    /// <summary>Creates the terminal of <see cref="Error"/>, for animated output.</summary>
    public IAnsiConsole Terminal() => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(Error),
        Ansi = OperatingSystem.IsWindows() ? AnsiSupport.Detect : AnsiSupport.Yes,
        Interactive = InteractionSupport.Yes,
    });
}
