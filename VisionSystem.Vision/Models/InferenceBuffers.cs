using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using VisionSystem.Vision.Decoders;
using VisionSystem.Vision.Imaging;
using VisionSystem.Vision.Preprocessing;

namespace VisionSystem.Vision.Models;

/// <summary>
/// Everything one run needs, made once and used again: input and output tensors in native memory with a place for each image
/// of a batch, and the working memory of the decoder. Places that a graph of a fixed batch has too many stay as they are.
/// </summary>
internal sealed class InferenceBuffers : IDisposable
{
    private readonly NativeTensor _input;
    private readonly NativeTensor? _planes;
    private readonly NativeTensor[] _outputs;
    private readonly OrtValue[] _inputValues = new OrtValue[1];
    private readonly OrtValue[] _outputValues;
    private readonly bool _fixedBatch;
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;
    private readonly RunOptions _runOptions = new();

    /// <param name="input">The graph's input.</param>
    /// <param name="outputs">The outputs that are needed, float32 or float16: the head, then what its task takes besides.</param>
    /// <param name="images">Images of one run; the graph's own number where that is fixed.</param>
    public InferenceBuffers(ModelInput input, IReadOnlyList<TensorSpec> outputs, int images)
    {
        _input = new NativeTensor(input.Spec, images);
        _planes = input.ChannelsLast && input.Channels > 1
            ? new NativeTensor(new TensorSpec(input.Name, input.Type, [1, input.Channels, input.Height, input.Width]), 1)
            : null;
        _outputs = [.. outputs.Select(output => new NativeTensor(output, images))];
        _outputValues = new OrtValue[_outputs.Length];
        (_inputNames, _outputNames, _fixedBatch) = ([input.Name], [.. outputs.Select(output => output.Name)], !input.DynamicBatch);
        Capacity = images;
        Deadline = new RunDeadline(_runOptions);
    }

    /// <summary>Images of one run at most.</summary>
    public int Capacity { get; }

    /// <summary>What ends a run that hangs.</summary>
    public RunDeadline Deadline { get; }

    /// <summary>The head's output for an image.</summary>
    public ReadOnlySpan<float> Output(int place) => _outputs[0].ImageAsSingle(place);

    /// <summary>A segmentation model's prototype masks for an image.</summary>
    public ReadOnlySpan<float> Prototypes(int place) => _outputs[1].ImageAsSingle(place);

    public DecodeScratch Scratch { get; } = new();

    /// <summary>Brings an image onto its place of the input.</summary>
    public void Fill(int place, in UprightView view, in LetterboxPlan plan, InputPreparation preparation)
    {
        if (CentreCrop.IsNeeded(plan))
        {
            using var seen = CentreCrop.Cut(view, plan);
            FillPlanes(place, view.Over(seen), CentreCrop.Filling(plan), preparation);
        }
        else
        {
            FillPlanes(place, view, plan, preparation);
        }
    }

    /// <summary>Runs the session on the first so many places of the input into the outputs.</summary>
    /// <exception cref="OnnxRuntimeException">The engine or its device failed.</exception>
    public void Run(InferenceSession session, int images)
    {
        var batch = _fixedBatch ? Capacity : images;
        _inputValues[0] = _input.Value(batch);
        for (var i = 0; i < _outputs.Length; i++)
        {
            _outputValues[i] = _outputs[i].Value(batch);
        }

        session.Run(_runOptions, _inputNames, _inputValues, _outputNames, _outputValues);
    }

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

    private void FillPlanes(int place, in UprightView view, in LetterboxPlan plan, InputPreparation preparation)
    {
        var (target, at) = _planes is null ? (_input, place) : (_planes, 0);
        switch (_input.Spec.Type)
        {
            case TensorElementType.Float16:
                Letterbox.Fill(view, plan, preparation.Layout, target.Image<Half>(at), preparation.Pad);
                Interleave<Half>(place);
                break;
            case TensorElementType.UInt8:
                Letterbox.Fill(view, plan, preparation.Layout, target.Image<byte>(at), preparation.Pad);
                Interleave<byte>(place);
                break;
            default:
                Letterbox.Fill(view, plan, preparation.Layout, target.Image<float>(at), preparation.Pad);
                Interleave<float>(place);
                break;
        }
    }

    /// <summary>From planes to <c>[H,W,3]</c>, for graphs that want it.</summary>
    private void Interleave<T>(int place)
        where T : unmanaged
    {
        if (_planes is null)
        {
            return;
        }

        var planes = _planes.Image<T>(0);
        var pixels = _input.Image<T>(place);
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
