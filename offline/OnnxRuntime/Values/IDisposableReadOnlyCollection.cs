namespace Microsoft.ML.OnnxRuntime;

/// <summary>A list whose disposal disposes of its elements.</summary>
public interface IDisposableReadOnlyCollection<T> : IReadOnlyCollection<T>, IReadOnlyList<T>, IDisposable
{
}
