using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>How one run, or each run that shares it, is to go.</summary>
public sealed class RunOptions : SafeHandle
{
    private bool _terminate;

    /// <summary>Options with the engine's defaults.</summary>
    /// <exception cref="DllNotFoundException">The engine is not on this machine.</exception>
    public RunOptions()
        : base(0, ownsHandle: true) => SetHandle(OrtApi.Get(OrtFunction.CreateRunOptions));

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>The least grave message of the run to let through; warning unless set.</summary>
    public OrtLoggingLevel LogSeverityLevel
    {
        get;
        set
        {
            Set(OrtFunction.RunOptionsSetRunLogSeverityLevel, (int)value);
            field = value;
        }
    } = OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING;

    /// <summary>How much to say at the verbose level, from 0.</summary>
    public int LogVerbosityLevel
    {
        get;
        set
        {
            Set(OrtFunction.RunOptionsSetRunLogVerbosityLevel, value);
            field = value;
        }
    }

    /// <summary>The name under which the run logs.</summary>
    public string LogId
    {
        get;
        set
        {
            using var text = new Utf8(value);
            Set(OrtFunction.RunOptionsSetRunTag, text.Pointer);
            field = value;
        }
    } = "";

    /// <summary>
    /// Ends every run that uses these options at its next operator, with an <see cref="OnnxRuntimeException"/>; settable
    /// from any thread. While it is true, new runs end the same way.
    /// </summary>
    public bool Terminate
    {
        get => _terminate;
        set
        {
            if (_terminate != value)
            {
                using var self = new Lease(this);
                OrtApi.Invoke(value ? OrtFunction.RunOptionsSetTerminate : OrtFunction.RunOptionsUnsetTerminate, self.Pointer);
                _terminate = value;
            }
        }
    }

    /// <summary>Sets an entry of <c>onnxruntime_run_options_config_keys.h</c>.</summary>
    public void AddRunConfigEntry(string configKey, string configValue)
    {
        using var self = new Lease(this);
        using var key = new Utf8(configKey);
        using var value = new Utf8(configValue);
        OrtApi.Invoke(OrtFunction.AddRunConfigEntry, self.Pointer, key.Pointer, value.Pointer);
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        OrtApi.InvokeVoid(OrtFunction.ReleaseRunOptions, handle);
        return true;
    }

    private void Set(OrtFunction function, nint value)
    {
        using var self = new Lease(this);
        OrtApi.Invoke(function, self.Pointer, value);
    }
}
