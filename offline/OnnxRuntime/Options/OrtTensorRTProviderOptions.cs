using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>Options of the TensorRT execution provider, as its documentation names them.</summary>
public sealed class OrtTensorRTProviderOptions : SafeHandle
{
    private int _deviceId;

    /// <exception cref="OnnxRuntimeException">The engine was built without TensorRT.</exception>
    public OrtTensorRTProviderOptions()
        : base(0, ownsHandle: true) => SetHandle(OrtApi.Get(OrtFunction.CreateTensorRTProviderOptions));

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>All options with their values, as <c>key=value;key=value</c>.</summary>
    public string GetOptions()
    {
        using var self = new Lease(this);
        return Utf8.Take(OrtApi.Get(OrtFunction.GetTensorRTProviderOptionsAsString, self.Pointer, DefaultAllocator.Pointer));
    }

    /// <summary>Sets options, such as <c>device_id</c> or <c>trt_fp16_enable</c>.</summary>
    /// <exception cref="OnnxRuntimeException">A key or a value is not one that the provider knows.</exception>
    public void UpdateOptions(Dictionary<string, string> providerOptions)
    {
        using var self = new Lease(this);
        using var entries = new KeyValues(providerOptions);
        OrtApi.Invoke(OrtFunction.UpdateTensorRTProviderOptions, self.Pointer, entries.Keys, entries.Values, entries.Count);
        if (providerOptions.TryGetValue("device_id", out var device))
        {
            _deviceId = int.Parse(device, CultureInfo.InvariantCulture);
        }
    }

    /// <summary>The device last set as <c>device_id</c>; 0 unless set.</summary>
    public int GetDeviceId() => _deviceId;

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        OrtApi.InvokeVoid(OrtFunction.ReleaseTensorRTProviderOptions, handle);
        return true;
    }
}
