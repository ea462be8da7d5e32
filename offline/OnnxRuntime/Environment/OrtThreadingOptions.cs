using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>
/// Thread pools that every session with <see cref="SessionOptions.DisablePerSessionThreads"/> shares; given to
/// <see cref="OrtEnv.CreateInstanceWithOptions"/>.
/// </summary>
public sealed class OrtThreadingOptions : SafeHandle
{
    /// <exception cref="DllNotFoundException">The engine is not on this machine.</exception>
    public OrtThreadingOptions()
        : base(0, ownsHandle: true) => SetHandle(OrtApi.Get(OrtFunction.CreateThreadingOptions));

    /// <summary>Threads for independent operators; 0 lets the engine choose.</summary>
    public int GlobalInterOpNumThreads
    {
        set => Set(OrtFunction.SetGlobalInterOpNumThreads, value);
    }

    /// <summary>Threads within one operator; 0 lets the engine choose, 1 uses the caller's thread only.</summary>
    public int GlobalIntraOpNumThreads
    {
        set => Set(OrtFunction.SetGlobalIntraOpNumThreads, value);
    }

    /// <summary>Whether idle threads spin for a while before they sleep; turn off where cores are shared.</summary>
    public bool GlobalSpinControl
    {
        set => Set(OrtFunction.SetGlobalSpinControl, value ? 1 : 0);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>Makes the pools' threads treat denormal numbers as zero.</summary>
    public void SetGlobalDenormalAsZero()
    {
        using var self = new Lease(this);
        OrtApi.Invoke(OrtFunction.SetGlobalDenormalAsZero, self.Pointer);
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        OrtApi.InvokeVoid(OrtFunction.ReleaseThreadingOptions, handle);
        return true;
    }

    private void Set(OrtFunction function, int value)
    {
        using var self = new Lease(this);
        OrtApi.Invoke(function, self.Pointer, value);
    }
}
