namespace VisionSystem.ServiceDefaults.Configuration;

/// <summary>The configuration is wrong; the message lists every error, one a line, in operators' names.</summary>
public sealed class ConfigurationException : Exception
{
    public ConfigurationException(IReadOnlyList<string> errors)
        : base("The configuration is not usable:" + string.Concat(errors.Select(error => Environment.NewLine + "  " + error))) =>
        Errors = errors;

    /// <summary>One sentence per error.</summary>
    public IReadOnlyList<string> Errors { get; }
}
