using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.ML.OnnxRuntime;
using VisionSystem.Contracts;
using VisionSystem.Contracts.Configuration;
using VisionSystem.Vision.Decoders;
using VisionSystem.Vision.Imaging;

namespace VisionSystem.Vision.Models;

/// <summary>
/// Runs a model on the caller's threads: an encoded image in, detections out, without a queue. Thread-safe; each concurrent
/// call uses its own tensors, which later calls reuse.
/// </summary>
/// <remarks>
/// An image is decoded to 8-bit RGB and placed on the model's input, <c>[N,3,H,W]</c> or <c>[N,H,W,3]</c> of float32, float16 or
/// uint8, through its EXIF orientation. Models without settings of their own receive RGB, 0..1, with the placement of Ultralytics'
/// LetterBox: scale r = min(W / w, H / h), centred, padded with grey level 114. Boxes are mapped back to pixels of the upright
/// image. Non-maximum suppression is greedy and per class; models that select their detections in the graph are not suppressed again.
/// </remarks>
public sealed class ImageDetector : IDisposable
{
    private const int MaxDetections = 300;

    private readonly ConcurrentBag<InferenceBuffers> _buffers = [];
    private readonly ImageCodecs _codecs;
    private readonly LoadedModel _model;
    private readonly bool _ownsModel;
    private int _running;

    /// <summary>Creates a detector over the caller's model.</summary>
    internal ImageDetector(LoadedModel model, ImageCodecs codecs, bool ownsModel = false) => (_model, _codecs, _ownsModel) = (model, codecs, ownsModel);

    /// <summary>The model's class names, indexed by class id.</summary>
    public IReadOnlyList<string> Labels => _model.Description.Labels;

    /// <summary>The model's task: <c>detect</c>, <c>segment</c>, <c>pose</c>, <c>obb</c> or <c>classify</c>.</summary>
    public string Task => _model.Description.Task;

    /// <summary>Opens an ONNX file of the YOLO, YOLOX, SSD-style end-to-end or classifier families on the first provider that runs it.</summary>
    /// <param name="modelFile">The path of the <c>.onnx</c> file; class names come from its metadata or from a file beside it.</param>
    /// <param name="providers">The execution providers in order of preference, comma separated: <c>tensorrt</c>, <c>cuda</c>, <c>cpu</c>.</param>
    /// <returns>A detector that owns the model; dispose it to release the engine's sessions.</returns>
    /// <exception cref="ModelException">The file is missing or cannot be used as a model; the message states the reason.</exception>
    public static ImageDetector Open(string modelFile, string providers = "cuda,cpu")
    {
        var options = new ExecutionOptions { Providers = CommaList.Parse(providers) };
        var execution = new ExecutionProviders(options, TimeProvider.System, NullLogger<ExecutionProviders>.Instance);
        var codecs = new ImageCodecs(new ImagingOptions(), NullLogger<ImageCodecs>.Instance);
        var file = Path.GetFullPath(modelFile);
        return new ImageDetector(new ModelLoader(execution, options, NullLogger<ModelLoader>.Instance).Load(ModelVersion.NameOf(file), file), codecs, ownsModel: true);
    }

    /// <summary>Detects objects in one image.</summary>
    /// <param name="image">The encoded file: JPEG, PNG, WebP, GIF, BMP, TIFF or AVIF; at most 64 million pixels.</param>
    /// <param name="confidence">The minimum confidence of a detection, 0..1.</param>
    /// <param name="iou">The IoU above which non-maximum suppression removes the less confident of two boxes of one class, 0..1.</param>
    /// <param name="cancellationToken">Cancels the decode.</param>
    /// <returns>At most 300 detections, most confident first, with boxes in pixels of the upright image.</returns>
    /// <exception cref="InvalidDataException">
    /// The image is damaged, exceeds the pixel limit or has an unknown format; the message states the reason.
    /// </exception>
    /// <exception cref="OperationCanceledException">The decode was cancelled.</exception>
    /// <exception cref="OnnxRuntimeException">The engine or its device failed.</exception>
    public ImageResult Detect(ReadOnlyMemory<byte> image, float confidence = 0.25f, float iou = 0.45f, CancellationToken cancellationToken = default)
    {
        var parameters = new DetectionParameters(confidence, iou, MaxDetections, ClassFilter.All) { Task = _model.Head.Task };
        var outcome = Run(image, parameters, cancellationToken);
        return outcome.Result ?? throw new InvalidDataException(outcome.Problem);
    }

    /// <summary>Releases the tensors and, for a detector from <see cref="Open"/>, the engine's sessions. No call may be in progress.</summary>
    public void Dispose()
    {
        while (_buffers.TryTake(out var buffers))
        {
            buffers.Dispose();
        }

        if (_ownsModel)
        {
            _model.Dispose();
        }
    }

    /// <inheritdoc cref="ImageRun"/>
    internal ValueTask<ImageRunOutcome> RunAsync(ReadOnlyMemory<byte> image, DetectionParameters parameters, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Run(image, parameters, cancellationToken));

    private ImageRunOutcome Run(ReadOnlyMemory<byte> image, in DetectionParameters parameters, CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        if (_codecs.ReadHeader(image.Span, out var header, out var problem) != ImageFault.None)
        {
            return new ImageRunOutcome(null, problem);
        }

        var description = _model.Description;
        var plan = description.Preparation.Plan(header.UprightWidth, header.UprightHeight, description.InputWidth, description.InputHeight);
        if (_codecs.Decode(image, header, plan.ScaledWidth, plan.ScaledHeight, parameters.Conversion, cancellationToken, out var pixels, out problem) != ImageFault.None)
        {
            return new ImageRunOutcome(null, problem);
        }

        var buffers = _buffers.TryTake(out var free) ? free : _model.NewBuffers();
        try
        {
            using (pixels)
            {
                var decoded = TimeProvider.System.GetTimestamp();
                buffers.Fill(0, new UprightView(pixels!, header.Orientation), plan, description.Preparation);
                var filled = TimeProvider.System.GetTimestamp();
                RunModel(buffers);
                var ran = TimeProvider.System.GetTimestamp();
                var classes = _model.Head.Task == ModelTask.Classify ? ResultMapper.Classes(buffers, 0, _model, parameters) : null;
                var objects = classes is null ? ResultMapper.Objects(buffers, 0, _model, plan, parameters) : [];
                var end = TimeProvider.System.GetTimestamp();
                return new ImageRunOutcome(new ImageResult(
                    header, objects, new Timings(Ms(start, decoded), Ms(decoded, filled), 0, Ms(filled, ran), Ms(ran, end), Ms(start, end)))
                { Classifications = classes });
            }
        }
        finally
        {
            _buffers.Add(buffers);
        }
    }

    private void RunModel(InferenceBuffers buffers)
    {
        var alone = Interlocked.Increment(ref _running) == 1;
        try
        {
            _model.Run(buffers, 1, alone);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    private static double Ms(long from, long to) => TimeProvider.System.GetElapsedTime(from, to).TotalMilliseconds;
}
