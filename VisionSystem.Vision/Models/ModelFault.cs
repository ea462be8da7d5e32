namespace VisionSystem.Vision.Models;

/// <summary>Why a model cannot answer: expected, told to the caller in one sentence that names the file.</summary>
public sealed class ModelException(ModelFault fault, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The kind.</summary>
    public ModelFault Fault { get; } = fault;
}

/// <summary>The kinds of <see cref="ModelException"/>.</summary>
public enum ModelFault
{
    /// <summary>No file of that name.</summary>
    NotFound,

    /// <summary>There is a file, but it cannot be loaded or its outputs are of no known family.</summary>
    Unusable,

    /// <summary>It loads and runs, but its scores say nothing about the image.</summary>
    Degenerate,

    /// <summary>It does something else than is asked of it.</summary>
    TaskMismatch,
}
