using System.Runtime.CompilerServices;
using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <content>
/// Runs. Collections that are lists or arrays are read by index and the pointers go on the stack, so a run into
/// preallocated values allocates nothing managed. Values must not be disposed of while a run uses them.
/// </content>
public sealed partial class InferenceSession
{
    /// <summary>Pointers that a run keeps on the stack; models with more inputs and outputs get an array.</summary>
    private const int StackPointers = 64;

    /// <summary>Runs the model, with the outputs in tensors that the engine allocates.</summary>
    /// <param name="runOptions">How to run.</param>
    /// <param name="inputNames">The inputs that are given.</param>
    /// <param name="inputValues">A value for each name, in the same order.</param>
    /// <param name="outputNames">The outputs that are wanted.</param>
    /// <returns>A value for each output name, in the same order; dispose of it when they were read.</returns>
    /// <exception cref="ArgumentException">Names and values differ in number.</exception>
    /// <exception cref="OnnxRuntimeException">A name is unknown, a shape or type does not fit, or the run failed or was terminated.</exception>
    public unsafe IDisposableReadOnlyCollection<OrtValue> Run(
        RunOptions runOptions,
        IReadOnlyCollection<string> inputNames,
        IReadOnlyCollection<OrtValue> inputValues,
        IReadOnlyCollection<string> outputNames)
    {
        ArgumentNullException.ThrowIfNull(runOptions);
        CheckCounts(inputNames, inputValues);
        ArgumentNullException.ThrowIfNull(outputNames);
        var (inputs, outputs) = (inputNames.Count, outputNames.Count);
        var call = new PointerTable(stackalloc nint[StackPointers], inputs, outputs);
        _inputs.Find(inputNames, call.InputNames);
        FindHandles(inputValues, call.Inputs);
        _outputs.Find(outputNames, call.OutputNames);
        Run(runOptions, call);
        GC.KeepAlive(inputValues);
        return Wrap(call.Outputs);
    }

    /// <summary>Runs the model, with the outputs in tensors that the engine allocates.</summary>
    /// <param name="runOptions">How to run.</param>
    /// <param name="inputs">The inputs by name.</param>
    /// <param name="outputNames">The outputs that are wanted.</param>
    /// <returns>A value for each output name, in the same order; dispose of it when they were read.</returns>
    /// <exception cref="OnnxRuntimeException">A name is unknown, a shape or type does not fit, or the run failed or was terminated.</exception>
    public IDisposableReadOnlyCollection<OrtValue> Run(
        RunOptions runOptions, IReadOnlyDictionary<string, OrtValue> inputs, IReadOnlyCollection<string> outputNames)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return Run(runOptions, [.. inputs.Keys], [.. inputs.Values], outputNames);
    }

    /// <summary>Runs the model into values that exist already; allocates nothing managed.</summary>
    /// <param name="runOptions">How to run; null for the defaults.</param>
    /// <param name="inputNames">The inputs that are given.</param>
    /// <param name="inputValues">A value for each name, in the same order.</param>
    /// <param name="outputNames">The outputs that are wanted.</param>
    /// <param name="outputValues">A tensor of the output's shape and type for each name, in the same order.</param>
    /// <exception cref="ArgumentException">Names and values differ in number.</exception>
    /// <exception cref="OnnxRuntimeException">A name is unknown, a shape or type does not fit, or the run failed or was terminated.</exception>
    public unsafe void Run(
        RunOptions? runOptions,
        IReadOnlyCollection<string> inputNames,
        IReadOnlyCollection<OrtValue> inputValues,
        IReadOnlyCollection<string> outputNames,
        IReadOnlyCollection<OrtValue> outputValues)
    {
        CheckCounts(inputNames, inputValues);
        CheckCounts(outputNames, outputValues);
        var call = new PointerTable(stackalloc nint[StackPointers], inputNames.Count, outputNames.Count);
        _inputs.Find(inputNames, call.InputNames);
        FindHandles(inputValues, call.Inputs);
        _outputs.Find(outputNames, call.OutputNames);
        FindHandles(outputValues, call.Outputs);
        Run(runOptions, call);
        GC.KeepAlive(inputValues);
        GC.KeepAlive(outputValues);
    }

    /// <summary>Runs the model on what a binding of this session holds.</summary>
    /// <param name="runOptions">How to run.</param>
    /// <param name="ioBinding">The binding.</param>
    /// <exception cref="OnnxRuntimeException">An input is not bound, or the run failed or was terminated.</exception>
    public void RunWithBinding(RunOptions runOptions, OrtIoBinding ioBinding)
    {
        ArgumentNullException.ThrowIfNull(runOptions);
        ArgumentNullException.ThrowIfNull(ioBinding);
        using var self = new Lease(Handle);
        using var options = new Lease(runOptions);
        using var binding = new Lease(ioBinding);
        OrtApi.Invoke(OrtFunction.RunWithBinding, self.Pointer, options.Pointer, binding.Pointer);
    }

    /// <summary>Runs the model on what a binding holds, and gives the outputs.</summary>
    /// <param name="runOptions">How to run.</param>
    /// <param name="ioBinding">The binding.</param>
    /// <returns>The bound outputs, in the order of binding; dispose of it when they were read.</returns>
    /// <exception cref="OnnxRuntimeException">An input is not bound, or the run failed or was terminated.</exception>
    public IDisposableReadOnlyCollection<OrtValue> RunWithBoundResults(RunOptions runOptions, OrtIoBinding ioBinding)
    {
        RunWithBinding(runOptions, ioBinding);
        return ioBinding.GetOutputValues();
    }

    /// <summary>Takes the engine's values over; those it left null were optional outputs.</summary>
    internal static DisposableList<OrtValue> Wrap(ReadOnlySpan<nint> values)
    {
        var result = new DisposableList<OrtValue>(values.Length);
        foreach (var value in values)
        {
            result.Add(new OrtValue(value));
        }

        return result;
    }

    private unsafe void Run(RunOptions? runOptions, PointerTable call)
    {
        using var self = new Lease(Handle);
        using var options = new Lease(runOptions);
        fixed (nint* inputNames = call.InputNames, inputs = call.Inputs, outputNames = call.OutputNames, outputs = call.Outputs)
        {
            OrtApi.Run(
                self.Pointer, options.Pointer, inputNames, inputs, call.Inputs.Length, outputNames, call.Outputs.Length, outputs);
        }
    }

    private static void CheckCounts(
        IReadOnlyCollection<string> names,
        IReadOnlyCollection<OrtValue> values,
        [CallerArgumentExpression(nameof(names))] string namesArgument = "",
        [CallerArgumentExpression(nameof(values))] string valuesArgument = "")
    {
        ArgumentNullException.ThrowIfNull(names, namesArgument);
        ArgumentNullException.ThrowIfNull(values, valuesArgument);
        if (names.Count != values.Count)
        {
            throw new ArgumentException($"{namesArgument} has {names.Count} and {valuesArgument} {values.Count} elements.");
        }
    }

    private static void FindHandles(IReadOnlyCollection<OrtValue> values, Span<nint> pointers)
    {
        if (values is IReadOnlyList<OrtValue> list)
        {
            for (var i = 0; i < pointers.Length; i++)
            {
                pointers[i] = list[i].Handle;
            }

            return;
        }

        var at = 0;
        foreach (var value in values)
        {
            pointers[at++] = value.Handle;
        }
    }
}
