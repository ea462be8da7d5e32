namespace Microsoft.ML.OnnxRuntime;

/// <summary>Whether independent operators of a graph run one after the other or at the same time.</summary>
public enum ExecutionMode
{
    ORT_SEQUENTIAL = 0,
    ORT_PARALLEL = 1,
}
