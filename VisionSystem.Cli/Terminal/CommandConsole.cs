using Spectre.Console;

namespace VisionSystem.Cli.Terminal;

/// <summary>Where a command writes to.</summary>
/// <param name="Output">Results.</param>
/// <param name="Error">Progress, notes and errors.</param>
/// <param name="IsTerminal">Whether a person watches <paramref name="Error"/>, so that a bar may move.</param>
/// <param name="Time">For rates.</param>
internal sealed record CommandConsole(TextWriter Output, TextWriter Error, bool IsTerminal, TimeProvider Time)
{
    public static CommandConsole OfProcess() => new(
        Console.Out, Console.Error, !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb", TimeProvider.System);

    /// <summary>The terminal of <see cref="Error"/>, for what moves.</summary>
    public IAnsiConsole Terminal() => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(Error),
        Ansi = OperatingSystem.IsWindows() ? AnsiSupport.Detect : AnsiSupport.Yes,
        Interactive = InteractionSupport.Yes,
    });
}
