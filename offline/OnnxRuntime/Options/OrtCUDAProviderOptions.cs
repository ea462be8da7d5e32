using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>Options of the CUDA execution provider, as its documentation names them.</summary>
public sealed class OrtCUDAProviderOptions : SafeHandle
{
    /// <exception cref="OnnxRuntimeException">The engine was built without CUDA.</exception>
    public OrtCUDAProviderOptions()
        : base(0, ownsHandle: true) => SetHandle(OrtApi.Get(OrtFunction.CreateCUDAProviderOptions));

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>All options with their values, as <c>key=value;key=value</c>.</summary>
    public string GetOptions()
    {
        using var self = new Lease(this);
        return Utf8.Take(OrtApi.Get(OrtFunction.GetCUDAProviderOptionsAsString, self.Pointer, DefaultAllocator.Pointer));
    }

    /// <summary>Sets options, such as <c>device_id</c> or <c>gpu_mem_limit</c> (bytes).</summary>
    /// <exception cref="OnnxRuntimeException">A key or a value is not one that the provider knows.</exception>
    public void UpdateOptions(Dictionary<string, string> providerOptions)
    {
        using var self = new Lease(this);
        using var entries = new KeyValues(providerOptions);
        OrtApi.Invoke(OrtFunction.UpdateCUDAProviderOptions, self.Pointer, entries.Keys, entries.Values, entries.Count);
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        OrtApi.InvokeVoid(OrtFunction.ReleaseCUDAProviderOptions, handle);
        return true;
    }
}
