using System.Diagnostics;
using System.Globalization;

namespace VisionSystem.Bench.Gpu;

/// <summary>Samples the utilisation and the memory of the first GPU with <c>nvidia-smi</c> until it is disposed.</summary>
internal sealed class GpuMeter : IDisposable
{
    private readonly Process? _process;
    private readonly Lock _lock = new();
    private readonly List<double> _utilisation = [];
    private double _memory;

    public GpuMeter()
    {
        try
        {
            _process = Process.Start(new ProcessStartInfo("nvidia-smi", ["-i", "0", "--query-gpu=utilization.gpu,memory.used", "--format=csv,noheader,nounits", "-lms", "100"])
            {
                RedirectStandardOutput = true,
            });
            _process!.OutputDataReceived += (_, line) => Add(line.Data);
            _process.BeginOutputReadLine();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // Without nvidia-smi there are no samples.
        }
    }

    /// <summary>Name, driver and memory of the first GPU, as <c>nvidia-smi</c> reports them; null without a GPU.</summary>
    public static string? Describe()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("nvidia-smi", ["-i", "0", "--query-gpu=name,driver_version,memory.total", "--format=csv,noheader"])
            {
                RedirectStandardOutput = true,
            })!;
            var line = process.StandardOutput.ReadToEnd().Trim();
            process.WaitForExit();
            return process.ExitCode == 0 ? line : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Mean utilisation in per cent since the last call; NaN without samples.</summary>
    public double TakeUtilisation()
    {
        lock (_lock)
        {
            var mean = _utilisation.Count == 0 ? double.NaN : _utilisation.Average();
            _utilisation.Clear();
            return mean;
        }
    }

    /// <summary>The largest amount of GPU memory in use, in MiB, over all processes.</summary>
    public double PeakMemory
    {
        get
        {
            lock (_lock)
            {
                return _memory;
            }
        }
    }

    public void Dispose()
    {
        _process?.Kill();
        _process?.Dispose();
    }

    private void Add(string? line)
    {
        if (line?.Split(',', StringSplitOptions.TrimEntries) is [var utilisation, var memory]
            && double.TryParse(utilisation, CultureInfo.InvariantCulture, out var percent) && double.TryParse(memory, CultureInfo.InvariantCulture, out var used))
        {
            lock (_lock)
            {
                _utilisation.Add(percent);
                _memory = Math.Max(_memory, used);
            }
        }
    }
}
