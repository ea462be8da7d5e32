namespace Microsoft.ML.OnnxRuntime;

/// <summary>The four rows of pointers that a run hands to the engine, in one stretch of memory.</summary>
internal readonly ref struct PointerTable
{
    /// <param name="memory">Used if it is large enough, else an array takes its place.</param>
    /// <param name="inputs">How many inputs.</param>
    /// <param name="outputs">How many outputs.</param>
    internal PointerTable(Span<nint> memory, int inputs, int outputs)
    {
        var needed = 2 * (inputs + outputs);
        memory = needed <= memory.Length ? memory[..needed] : new nint[needed];
        memory.Clear();
        InputNames = memory[..inputs];
        Inputs = memory.Slice(inputs, inputs);
        OutputNames = memory.Slice(2 * inputs, outputs);
        Outputs = memory[^outputs..];
    }

    internal Span<nint> InputNames { get; }

    internal Span<nint> Inputs { get; }

    internal Span<nint> OutputNames { get; }

    /// <summary>Null where the engine is to allocate.</summary>
    internal Span<nint> Outputs { get; }
}
