namespace Microsoft.ML.OnnxRuntime;

/// <summary>An error that the engine reported, with the message <c>[ErrorCode:Name] text</c>.</summary>
public class OnnxRuntimeException : Exception
{
    internal OnnxRuntimeException(ErrorCode errorCode, string message)
        : base($"[ErrorCode:{errorCode}] {message}")
    {
    }
}
