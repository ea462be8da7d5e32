namespace VisionSystem.Vision.Models;

/// <summary>A model cannot be used. The message is one sentence that names the file and is shown to the caller.</summary>
/// <param name="fault">The kind of fault.</param>
/// <param name="message">One sentence that names the file and the reason.</param>
/// <param name="inner">The cause, or null.</param>
public sealed class ModelException(ModelFault fault, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The kind of fault.</summary>
    public ModelFault Fault { get; } = fault;
}

/// <summary>The kinds of <see cref="ModelException"/>.</summary>
public enum ModelFault
{
    /// <summary>No model file has that name.</summary>
    NotFound,

    /// <summary>The file exists, but cannot be loaded, or its outputs match no known family.</summary>
    Unusable,

    /// <summary>The model loads and runs, but its scores do not depend on the image.</summary>
    Degenerate,

    /// <summary>The request is for another task than the model's.</summary>
    TaskMismatch,
}
