using System.Runtime.InteropServices;
using System.Text;
using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>
/// Inputs and outputs tied to memory, perhaps on a device, for runs of one session. Values over managed memory must not
/// be disposed of while they are bound. Every member throws <see cref="OnnxRuntimeException"/> when the engine refuses.
/// </summary>
public sealed class OrtIoBinding : SafeHandle
{
    private readonly SessionHandle _session;

    // The engine does not know of the pins that hold managed memory: a bound value must not be finalized.
    private readonly Dictionary<string, OrtValue> _inputs = [];
    private readonly Dictionary<string, OrtValue> _outputs = [];

    internal OrtIoBinding(SessionHandle session)
        : base(0, ownsHandle: true)
    {
        using var self = new Lease(session);
        SetHandle(OrtApi.Get(OrtFunction.CreateIoBinding, self.Pointer));
        _session = session.Share();
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>Binds an input to a value; if the value is not on the input's device, it is copied there now.</summary>
    public void BindInput(string name, OrtValue ortValue)
    {
        Bind(OrtFunction.BindInput, name, ortValue);
        _inputs[name] = ortValue;
    }

    /// <summary>Binds an output to a tensor of its shape and type.</summary>
    public void BindOutput(string name, OrtValue ortValue)
    {
        Bind(OrtFunction.BindOutput, name, ortValue);
        _outputs[name] = ortValue;
    }

    /// <summary>Has the engine allocate an output, on the device given, with each run.</summary>
    public void BindOutputToDevice(string name, OrtMemoryInfo memInfo)
    {
        ArgumentNullException.ThrowIfNull(memInfo);
        using var self = new Lease(this);
        using var text = new Utf8(name);
        using var memory = new Lease(memInfo);
        OrtApi.Invoke(OrtFunction.BindOutputToDevice, self.Pointer, text.Pointer, memory.Pointer);
        _outputs.Remove(name);
    }

    /// <summary>Waits until the inputs have reached their device.</summary>
    public void SynchronizeBoundInputs()
    {
        using var self = new Lease(this);
        OrtApi.Invoke(OrtFunction.SynchronizeBoundInputs, self.Pointer);
    }

    /// <summary>Waits until the outputs have been written.</summary>
    public void SynchronizeBoundOutputs()
    {
        using var self = new Lease(this);
        OrtApi.Invoke(OrtFunction.SynchronizeBoundOutputs, self.Pointer);
    }

    /// <summary>The bound outputs' names, in the order of binding.</summary>
    public unsafe string[] GetOutputNames()
    {
        using var self = new Lease(this);
        nint text = 0, lengths = 0, count = 0;
        OrtApi.Invoke(
            OrtFunction.GetBoundOutputNames, self.Pointer, DefaultAllocator.Pointer, (nint)(&text), (nint)(&lengths), (nint)(&count));
        var names = new string[count];
        var at = (byte*)text;
        for (var i = 0; i < names.Length; i++)
        {
            var length = (int)((nint*)lengths)[i];
            names[i] = Encoding.UTF8.GetString(at, length);
            at += length;
        }

        DefaultAllocator.Free(text);
        DefaultAllocator.Free(lengths);
        return names;
    }

    /// <summary>The outputs of the last run, in the order of binding; dispose of the collection when they were read.</summary>
    public unsafe IDisposableReadOnlyCollection<OrtValue> GetOutputValues()
    {
        using var self = new Lease(this);
        nint values = 0, count = 0;
        OrtApi.Invoke(OrtFunction.GetBoundOutputValues, self.Pointer, DefaultAllocator.Pointer, (nint)(&values), (nint)(&count));
        var result = InferenceSession.Wrap(new ReadOnlySpan<nint>((void*)values, (int)count));
        DefaultAllocator.Free(values);
        return result;
    }

    /// <summary>Unties every input.</summary>
    public void ClearBoundInputs()
    {
        using var self = new Lease(this);
        OrtApi.InvokeVoid(OrtFunction.ClearBoundInputs, self.Pointer);
        _inputs.Clear();
    }

    /// <summary>Unties every output.</summary>
    public void ClearBoundOutputs()
    {
        using var self = new Lease(this);
        OrtApi.InvokeVoid(OrtFunction.ClearBoundOutputs, self.Pointer);
        _outputs.Clear();
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        OrtApi.InvokeVoid(OrtFunction.ReleaseIoBinding, handle);
        _session.DangerousRelease();
        return true;
    }

    private void Bind(OrtFunction function, string name, OrtValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        using var self = new Lease(this);
        using var text = new Utf8(name);
        OrtApi.Invoke(function, self.Pointer, text.Pointer, value.Handle);
        GC.KeepAlive(value);
    }
}
