namespace VisionSystem.ServiceDefaults.Configuration;

/// <summary>Ends a process whose configuration is wrong with exit code 1 and the list of errors, without a stack trace.</summary>
internal static class StartupFailure
{
    private const int ExitCode = 1;

    private static int _isInstalled;

    public static void ExitInPlainText()
    {
        if (Interlocked.Exchange(ref _isInstalled, 1) == 0)
        {
            AppDomain.CurrentDomain.UnhandledException += static (_, unhandled) =>
            {
                if (unhandled.ExceptionObject is ConfigurationException exception)
                {
                    Console.Error.WriteLine(exception.Message);
                    Environment.Exit(ExitCode);
                }
            };
        }
    }
}

/// <summary>The configuration is wrong; the message lists every error, one a line, in operators' names.</summary>
public sealed class ConfigurationException : Exception
{
    public ConfigurationException(IReadOnlyList<string> errors)
        : base("The configuration is not usable:" + string.Concat(errors.Select(error => Environment.NewLine + "  " + error))) =>
        Errors = errors;

    /// <summary>One sentence per error.</summary>
    public IReadOnlyList<string> Errors { get; }
}
