namespace Microsoft.ML.OnnxRuntime;

/// <summary>
/// Receives the engine's log messages, on whichever thread of the engine wrote them. It must not throw: the exception
/// would have to cross native frames, which ends the process.
/// </summary>
/// <param name="param">What <see cref="EnvironmentCreationOptions.loggingParam"/> held.</param>
/// <param name="severity">How grave it is.</param>
/// <param name="category">The part of the engine that writes.</param>
/// <param name="logId">The log id of the environment, the session or the run.</param>
/// <param name="codeLocation">File, line and function in the engine.</param>
/// <param name="message">The text.</param>
public delegate void DOrtLoggingFunction(
    IntPtr param, OrtLoggingLevel severity, string category, string logId, string codeLocation, string message);
