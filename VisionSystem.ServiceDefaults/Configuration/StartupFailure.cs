namespace VisionSystem.ServiceDefaults.Configuration;

/// <summary>Ends a process with an invalid configuration: exit code 1 and the list of errors, no stack trace.</summary>
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

/// <summary>The configuration is invalid. The message lists every error, one per line, with operator names.</summary>
public sealed class ConfigurationException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="errors">One sentence per error.</param>
    public ConfigurationException(IReadOnlyList<string> errors)
        : base("The configuration is not usable:" + string.Concat(errors.Select(error => Environment.NewLine + "  " + error))) =>
        Errors = errors;

    /// <summary>One sentence per error.</summary>
    public IReadOnlyList<string> Errors { get; }
}
