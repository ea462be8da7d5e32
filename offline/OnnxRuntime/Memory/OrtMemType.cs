namespace Microsoft.ML.OnnxRuntime;

/// <summary>Which memory of an execution provider is meant.</summary>
public enum OrtMemType
{
    /// <summary>CPU memory that a provider of another device reads.</summary>
    CpuInput = -2,

    /// <summary>CPU memory that a provider of another device writes, such as pinned memory for CUDA.</summary>
    CpuOutput = -1,

    /// <summary>The same as <see cref="CpuOutput"/>.</summary>
    Cpu = CpuOutput,

    /// <summary>The provider's own memory.</summary>
    Default = 0,
}
