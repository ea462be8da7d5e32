namespace Microsoft.ML.OnnxRuntime;

/// <summary>What <see cref="OrtEnv.CreateInstanceWithOptions"/> can be told; every field may stay unset.</summary>
public struct EnvironmentCreationOptions
{
    /// <summary>The name under which the process logs.</summary>
    public string? logId;

    /// <summary>The least grave message to let through; unset means warning.</summary>
    public OrtLoggingLevel? logLevel;

    /// <summary>Thread pools to share between sessions; unset means that each session has its own.</summary>
    public OrtThreadingOptions? threadOptions;

    /// <summary>A value to hand to <see cref="loggingFunction"/> with each message.</summary>
    public IntPtr? loggingParam;

    /// <summary>Receives the log messages; unset means standard error.</summary>
    public DOrtLoggingFunction? loggingFunction;
}
