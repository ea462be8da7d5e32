using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using VisionSystem.Vision.Decoders;
using VisionSystem.Vision.Imaging;
using VisionSystem.Vision.Preprocessing;

namespace VisionSystem.Vision.Models;

/// <summary>
/// The reusable memory of a run: input and output tensors in native memory with a slot for each image of a batch, and the
/// decoder's working memory. Unused slots of a fixed batch are left unchanged.
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
    /// <param name="outputs">The required outputs, float32 or float16: the head, then the additional output of its task.</param>
    /// <param name="images">The number of images per run; the graph's own number where its batch is fixed.</param>
    /// <param name="pinned">The page-locked memory of the session's GPU; null for ordinary memory.</param>
    public InferenceBuffers(ModelInput input, IReadOnlyList<TensorSpec> outputs, int images, PinnedMemory? pinned = null)
    {
        _input = new NativeTensor(input.Spec, images, pinned);
        _planes = input.ChannelsLast && input.Channels > 1
            ? new NativeTensor(new TensorSpec(input.Name, input.Type, [1, input.Channels, input.Height, input.Width]), 1)
            : null;
        _outputs = [.. outputs.Select(output => new NativeTensor(output, images, pinned))];
        _outputValues = new OrtValue[_outputs.Length];
        (_inputNames, _outputNames, _fixedBatch) = ([input.Name], [.. outputs.Select(output => output.Name)], !input.DynamicBatch);
        Capacity = images;
        Deadline = new RunDeadline(_runOptions);
    }

    /// <summary>The maximum number of images per run.</summary>
    public int Capacity { get; }

    /// <summary>The deadline that terminates a hanging run.</summary>
    public RunDeadline Deadline { get; }

    /// <summary>Returns the head's output for an image.</summary>
    public ReadOnlySpan<float> Output(int slot) => _outputs[0].ImageAsSingle(slot);

    /// <summary>Returns a segmentation model's prototype masks for an image.</summary>
    public ReadOnlySpan<float> Prototypes(int slot) => _outputs[1].ImageAsSingle(slot);

    public DecodeScratch Scratch { get; } = new();

    /// <summary>Writes an image to its slot of the input.</summary>
    public void Fill(int slot, in UprightView view, in LetterboxPlan plan, InputPreparation preparation)
    {
        if (CentreCrop.IsNeeded(plan))
        {
            using var cropped = CentreCrop.Crop(view, plan);
            FillPlanes(slot, view.WithPixels(cropped), CentreCrop.ForCropped(plan), preparation);
        }
        else
        {
            FillPlanes(slot, view, plan, preparation);
        }
    }

    /// <summary>Runs the session on the first <paramref name="images"/> slots of the input.</summary>
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

    private void FillPlanes(int slot, in UprightView view, in LetterboxPlan plan, InputPreparation preparation)
    {
        var (target, at) = _planes is null ? (_input, slot) : (_planes, 0);
        switch (_input.Spec.Type)
        {
            case TensorElementType.Float16:
                Letterbox.Fill(view, plan, preparation.Layout, target.Image<Half>(at), preparation.Pad);
                Interleave<Half>(slot);
                break;
            case TensorElementType.UInt8:
                Letterbox.Fill(view, plan, preparation.Layout, target.Image<byte>(at), preparation.Pad);
                Interleave<byte>(slot);
                break;
            default:
                Letterbox.Fill(view, plan, preparation.Layout, target.Image<float>(at), preparation.Pad);
                Interleave<float>(slot);
                break;
        }
    }

    /// <summary>Converts planes to <c>[H,W,3]</c>, for graphs with channels last.</summary>
    private void Interleave<T>(int slot)
        where T : unmanaged
    {
        if (_planes is null)
        {
            return;
        }

        var planes = _planes.Image<T>(0);
        var pixels = _input.Image<T>(slot);
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
