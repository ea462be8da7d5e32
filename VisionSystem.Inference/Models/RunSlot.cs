using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using VisionSystem.Inference.Detection;
using VisionSystem.Inference.Imaging;
using VisionSystem.Inference.Imaging.Letterboxing;

namespace VisionSystem.Inference.Models;

/// <summary>
/// Everything one run needs, made once and used again: input and output tensors in native memory and the working memory of
/// the decoder. One photo at a time; the other places of a fixed batch stay empty.
/// </summary>
internal sealed class RunSlot : IDisposable
{
    private readonly NativeTensor _input;
    private readonly NativeTensor? _planes;
    private readonly NativeTensor[] _outputs;
    private readonly OrtValue[] _inputValues;
    private readonly OrtValue[] _outputValues;
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;
    private readonly RunOptions _runOptions = new();

    /// <param name="input">The graph's input.</param>
    /// <param name="outputs">The outputs that are needed, float32 or float16: the head, then what its task takes besides.</param>
    public RunSlot(ModelInput input, IReadOnlyList<TensorSpec> outputs)
    {
        _input = new NativeTensor(input.Spec);
        _planes = input.ChannelsLast ? new NativeTensor(new TensorSpec(input.Name, input.Type, [1, 3, input.Height, input.Width])) : null;
        _outputs = [.. outputs.Select(output => new NativeTensor(output))];
        (_inputNames, _inputValues) = ([input.Name], [_input.Value]);
        (_outputNames, _outputValues) = ([.. outputs.Select(output => output.Name)], [.. _outputs.Select(output => output.Value)]);
        Deadline = new RunDeadline(_runOptions);
    }

    /// <summary>What ends a run that hangs.</summary>
    public RunDeadline Deadline { get; }

    /// <summary>The head's output for the photo.</summary>
    public ReadOnlySpan<float> Output => _outputs[0].FirstAsSingle();

    /// <summary>A segmentation model's prototype masks.</summary>
    public ReadOnlySpan<float> Prototypes => _outputs[1].FirstAsSingle();

    public DecodeScratch Scratch { get; } = new();

    /// <summary>Brings a photo onto the input.</summary>
    public void Fill(in UprightView view, in LetterboxPlan plan, InputPreparation preparation)
    {
        if (CentreCrop.IsNeeded(plan))
        {
            using var seen = CentreCrop.Cut(view, plan);
            FillPlanes(view.Over(seen), CentreCrop.Filling(plan), preparation);
        }
        else
        {
            FillPlanes(view, plan, preparation);
        }
    }

    /// <summary>Runs the session on the input into the outputs.</summary>
    /// <exception cref="OnnxRuntimeException">The engine or its device failed.</exception>
    public void Run(InferenceSession session) => session.Run(_runOptions, _inputNames, _inputValues, _outputNames, _outputValues);

    public void Dispose()
    {
        _input.Dispose();
        _planes?.Dispose();
        foreach (var output in _outputs)
        {
            output.Dispose();
        }

        _runOptions.Dispose();
    }

    private void FillPlanes(in UprightView view, in LetterboxPlan plan, InputPreparation preparation)
    {
        var target = _planes ?? _input;
        switch (_input.Spec.Type)
        {
            case TensorElementType.Float16:
                Letterbox.Fill(view, plan, preparation.Layout, target.First<Half>(), preparation.Pad);
                Interleave<Half>();
                break;
            case TensorElementType.UInt8:
                Letterbox.Fill(view, plan, preparation.Layout, target.First<byte>(), preparation.Pad);
                Interleave<byte>();
                break;
            default:
                Letterbox.Fill(view, plan, preparation.Layout, target.First<float>(), preparation.Pad);
                Interleave<float>();
                break;
        }
    }

    /// <summary>From planes to <c>[H,W,3]</c>, for graphs that want it.</summary>
    private void Interleave<T>()
        where T : unmanaged
    {
        if (_planes is null)
        {
            return;
        }

        var planes = _planes.First<T>();
        var pixels = _input.First<T>();
        var plane = planes.Length / PixelBuffer.Channels;
        for (var i = 0; i < plane; i++)
        {
            for (var channel = 0; channel < PixelBuffer.Channels; channel++)
            {
                pixels[(i * PixelBuffer.Channels) + channel] = planes[(channel * plane) + i];
            }
        }
    }
}
