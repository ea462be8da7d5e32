using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>
/// How a session is to be made. A session copies what it needs: the options can be disposed once it exists. Every
/// member throws <see cref="OnnxRuntimeException"/> when the engine refuses a value.
/// </summary>
public sealed partial class SessionOptions : SafeHandle
{
    private bool _enableMemoryPattern = true;
    private bool _enableCpuMemArena = true;
    private bool _enableProfiling;

    /// <summary>Options with the engine's defaults.</summary>
    /// <exception cref="DllNotFoundException">The engine is not on this machine.</exception>
    public SessionOptions()
        : base(0, ownsHandle: true)
    {
        OrtEnv.Instance();
        SetHandle(OrtApi.Get(OrtFunction.CreateSessionOptions));
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>Whether the first run's pattern of allocations is kept for later runs with the same shapes; true unless set.</summary>
    public bool EnableMemoryPattern
    {
        get => _enableMemoryPattern;
        set => Switch(ref _enableMemoryPattern, value, OrtFunction.EnableMemPattern, OrtFunction.DisableMemPattern);
    }

    /// <summary>Whether CPU memory comes from an arena that grows and is kept; true unless set.</summary>
    public bool EnableCpuMemArena
    {
        get => _enableCpuMemArena;
        set => Switch(ref _enableCpuMemArena, value, OrtFunction.EnableCpuMemArena, OrtFunction.DisableCpuMemArena);
    }

    /// <summary>The start of the path of a profile; read when <see cref="EnableProfiling"/> is set.</summary>
    public string ProfileOutputPathPrefix { get; set; } = "onnxruntime_profile_";

    /// <summary>Whether runs are timed operator by operator into a JSON file.</summary>
    public bool EnableProfiling
    {
        get => _enableProfiling;
        set
        {
            if (value && !_enableProfiling)
            {
                Set(OrtFunction.EnableProfiling, ProfileOutputPathPrefix);
            }
            else if (!value && _enableProfiling)
            {
                Invoke(OrtFunction.DisableProfiling);
            }

            _enableProfiling = value;
        }
    }

    /// <summary>A file to write the optimized graph to; empty unless set, and then nothing is written.</summary>
    public string OptimizedModelFilePath
    {
        get;
        set
        {
            Set(OrtFunction.SetOptimizedModelFilePath, value);
            field = value;
        }
    } = "";

    /// <summary>The name under which the session logs.</summary>
    public string LogId
    {
        get;
        set
        {
            Set(OrtFunction.SetSessionLogId, value);
            field = value;
        }
    } = "";

    /// <summary>The least grave message of the session to let through; warning unless set.</summary>
    public OrtLoggingLevel LogSeverityLevel
    {
        get;
        set => field = (OrtLoggingLevel)Set(OrtFunction.SetSessionLogSeverityLevel, (int)value);
    } = OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING;

    /// <summary>How much to say at the verbose level, from 0.</summary>
    public int LogVerbosityLevel
    {
        get;
        set => field = Set(OrtFunction.SetSessionLogVerbosityLevel, value);
    }

    /// <summary>Threads within one operator; 0 lets the engine choose, 1 uses the caller's thread only.</summary>
    public int IntraOpNumThreads
    {
        get;
        set => field = Set(OrtFunction.SetIntraOpNumThreads, value);
    }

    /// <summary>Threads for independent operators; of use with <see cref="ExecutionMode.ORT_PARALLEL"/> only.</summary>
    public int InterOpNumThreads
    {
        get;
        set => field = Set(OrtFunction.SetInterOpNumThreads, value);
    }

    /// <summary>How far the graph is rewritten; everything unless set.</summary>
    public GraphOptimizationLevel GraphOptimizationLevel
    {
        get;
        set => field = (GraphOptimizationLevel)Set(OrtFunction.SetSessionGraphOptimizationLevel, (int)value);
    } = GraphOptimizationLevel.ORT_ENABLE_ALL;

    /// <summary>The order of independent operators; sequential unless set.</summary>
    public ExecutionMode ExecutionMode
    {
        get;
        set => field = (ExecutionMode)Set(OrtFunction.SetSessionExecutionMode, (int)value);
    }

    /// <summary>Has the session use the pools of <see cref="EnvironmentCreationOptions.threadOptions"/>.</summary>
    public void DisablePerSessionThreads() => Invoke(OrtFunction.DisablePerSessionThreads);

    /// <summary>Sets an entry of <c>onnxruntime_session_options_config_keys.h</c>.</summary>
    public void AddSessionConfigEntry(string configKey, string configValue)
    {
        using var self = new Lease(this);
        using var key = new Utf8(configKey);
        using var value = new Utf8(configValue);
        OrtApi.Invoke(OrtFunction.AddSessionConfigEntry, self.Pointer, key.Pointer, value.Pointer);
    }

    /// <summary>Fixes every free dimension that the model marks with a denotation.</summary>
    public void AddFreeDimensionOverride(string dimDenotation, long dimValue) =>
        FixDimension(OrtFunction.AddFreeDimensionOverride, dimDenotation, dimValue);

    /// <summary>Fixes every free dimension of a name, such as <c>batch</c>.</summary>
    public void AddFreeDimensionOverrideByName(string dimName, long dimValue) =>
        FixDimension(OrtFunction.AddFreeDimensionOverrideByName, dimName, dimValue);

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        OrtApi.InvokeVoid(OrtFunction.ReleaseSessionOptions, handle);
        return true;
    }

    private void FixDimension(OrtFunction function, string name, long value)
    {
        using var self = new Lease(this);
        using var text = new Utf8(name);
        OrtApi.Invoke(function, self.Pointer, text.Pointer, (nint)value);
    }

    private void Switch(ref bool state, bool value, OrtFunction on, OrtFunction off)
    {
        if (state != value)
        {
            Invoke(value ? on : off);
            state = value;
        }
    }

    private void Invoke(OrtFunction function)
    {
        using var self = new Lease(this);
        OrtApi.Invoke(function, self.Pointer);
    }

    private void Set(OrtFunction function, string value)
    {
        using var self = new Lease(this);
        using var text = new Utf8(value);
        OrtApi.Invoke(function, self.Pointer, text.Pointer);
    }

    private int Set(OrtFunction function, int value)
    {
        using var self = new Lease(this);
        OrtApi.Invoke(function, self.Pointer, value);
        return value;
    }
}
