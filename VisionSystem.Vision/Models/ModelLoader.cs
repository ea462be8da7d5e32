using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using VisionSystem.Vision.Decoders;
using VisionSystem.Vision.Models.Graphs;
using VisionSystem.Vision.Preprocessing;

namespace VisionSystem.Vision.Models;

/// <summary>Opens a model file, recognises its family and task, and proves with a run that it works.</summary>
internal sealed class ModelLoader(ExecutionProviders providers, ExecutionOptions options, ILogger<ModelLoader> logger) : IModelLoader
{
    private const int DefaultGpuBatch = 8;

    public LoadedModel Load(string name, string file, int maxBatch = 0)
    {
        try
        {
            return providers.Open(
                ModelSource.Read(file, options.QuantizedArithmetic), (session, provider, source) => WarmUp(session, provider, source, name, maxBatch));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelException(ModelFault.Unusable, $"{file} cannot be read: {e.Message}", e);
        }
    }

    private LoadedModel WarmUp(InferenceSession session, string provider, ModelSource source, string name, int maxBatch)
    {
        var file = source.File;
        var metadata = session.ModelMetadata.CustomMetadataMap;
        var config = ModelConfig.Read(file);
        var input = ModelInput.Read(session, file, config);
        var outputs = FirstRun(session, input);
        var names = ModelLabels.Find(file, metadata.GetValueOrDefault("names"));
        var evidence = new HeadEvidence
        {
            Outputs = outputs,
            InputWidth = input.Width,
            InputHeight = input.Height,
            Task = config.Task ?? ModelTasks.Parse(metadata.GetValueOrDefault("task")),
            NamedClasses = names.Count,
            Keypoints = KeypointShape(metadata.GetValueOrDefault("kpt_shape")),
            EndToEnd = metadata.GetValueOrDefault("end2end") is "True" or "true" || HasNms(metadata.GetValueOrDefault("args")),
        };
        var head = HeadRecognition.Recognise(evidence) ?? throw new ModelException(
            ModelFault.Unusable,
            $"{file}: its outputs match no supported family: {string.Join(", ", outputs)}"
            + $"{(evidence.Task is { } task ? $" for the task '{task.Name()}'" : "")} at an input of {input.Width} × {input.Height}. Supported are {HeadRecognition.SupportedOutputs}.");

        var labels = ModelLabels.NameAll(names.ById, head.Classes);
        ModelLabels.RequireStorable(labels, names, file);
        var description = new ModelDescription
        {
            Name = name,
            File = file,
            Sha256 = source.Sha256,
            Version = ModelVersion.Of(name, file, metadata.GetValueOrDefault("version"), source.Sha256),
            Task = head.Task.Name(),
            Family = head.Family,
            Labels = labels,
            LabelsFrom = names.Source,
            Notes = [.. Notes(head, names)],
            InputName = input.Name,
            InputWidth = input.Width,
            InputHeight = input.Height,
            DynamicBatch = input.DynamicBatch,
            OutputNames = session.OutputNames,
            Arithmetic = source.Arithmetic,
            Preparation = WithChannels(config.ApplyTo(UsualPreparation(head, input, file, metadata.ContainsKey("task") || OutputsProbabilities(outputs))), input),
            Confidence = config.Confidence,
            Iou = config.Iou,
            WarmUpImage = config.WarmUp,
        };
        foreach (var note in description.Notes)
        {
            Log.ModelNote(logger, name, note);
        }

        var pinned = provider != "cpu" && options.Cuda.PinnedMemory ? PinnedMemory.Of(session, options.Cuda.Device) : null;
        InferenceSession? single = null;
        try
        {
            var requested = input.DynamicBatch ? config.MaxBatch ?? BatchSize(provider, maxBatch) : input.Batch;
            var images = provider == "cpu" && (requested == 1 || !input.DynamicBatch) ? requested : VerifyBatch(session, input, head, requested, pinned, file);
            var fullBatch = provider != "cpu" && input.DynamicBatch && images > 1 && options.Cuda.FullBatches ? images : 0;
            if (fullBatch > 0)
            {
                single = providers.OpenAgain(provider, source);
                VerifyBatch(single, input, head, 1, pinned, file);
            }
            else if (options.UsesWideSession(provider, source.Length))
            {
                single = providers.OpenWide(source, input);
            }

            return new LoadedModel(
                new EngineSessions(session, single, fullBatch, pinned),
                description,
                head,
                provider,
                images,
                () => new InferenceBuffers(input, head.Outputs, images, pinned));
        }
        catch
        {
            pinned?.Dispose();
            single?.Dispose();
            throw;
        }
    }

    private int BatchSize(string provider, int maxBatch) =>
        options.Cuda.Graphs && provider != "cpu" ? 1
        : maxBatch > 0 ? maxBatch
        : provider == "cpu" ? 1 : DefaultGpuBatch;

    /// <summary>
    /// Returns the number of images per run, at most <paramref name="images"/>, with which a run in the model's own tensors succeeds.
    /// A graph may declare a dynamic batch and still contain a fixed shape, and a GPU may lack the memory for a large batch.
    /// </summary>
    /// <exception cref="OnnxRuntimeException">The provider cannot run a single image, or the fixed batch.</exception>
    private int VerifyBatch(InferenceSession session, ModelInput input, Head head, int images, PinnedMemory? pinned, string file)
    {
        var (requested, reason) = (images, "");
        while (true)
        {
            using var buffers = new InferenceBuffers(input, head.Outputs, images, pinned);
            try
            {
                buffers.Run(session, images);
                break;
            }
            catch (OnnxRuntimeException e) when (images > 1 && input.DynamicBatch)
            {
                (images, reason) = (images / 2, EngineError.Clean(e.Message));
            }
        }

        if (images < requested)
        {
            Log.BatchReduced(logger, file, requested, images, reason);
        }

        return images;
    }

    /// <summary>Returns the family's usual preparation of images.</summary>
    private static InputPreparation UsualPreparation(Head head, ModelInput input, string file, bool isUltralytics)
    {
        var usual = head.Family switch
        {
            HeadFamily.YoloX => InputPreparation.YoloX,
            HeadFamily.Classifier => isUltralytics && !File.Exists(PreprocessorConfig.PathOf(file))
                ? InputPreparation.UnitCrop
                : PreprocessorConfig.Read(file, input.Width, input.Height),
            _ => InputPreparation.Default,
        };

        // A graph with uint8 input scales the values itself.
        return input.Type == TensorElementType.UInt8 ? usual with { Layout = new PixelLayout(usual.Layout.BlueFirst, 1) } : usual;
    }

    private static InputPreparation WithChannels(InputPreparation preparation, ModelInput input) =>
        preparation with { Layout = preparation.Layout with { Grey = input.Channels == 1 } };

    /// <summary>Returns sentences about properties that do not prevent use, but may surprise.</summary>
    private static IEnumerable<string> Notes(Head head, ClassNames names)
    {
        if (names.Note is { } note)
        {
            yield return note;
        }

        if (head.Logits.Any)
        {
            yield return "Its scores are logits because its export omitted the sigmoid; the decoder applies it.";
        }
    }

    /// <summary>True if the export's arguments state that NMS is part of the graph.</summary>
    private static bool HasNms(string? args) =>
        args is not null && PythonLiteral.TryParse(args, out var value) && value is Dictionary<object, object?> entries
        && entries.TryGetValue("nms", out var nms) && nms is true;

    /// <summary>True for classifiers that end in softmax, as Ultralytics' do; classifiers of the ImageNet kind return logits.</summary>
    private static bool OutputsProbabilities(List<OutputSample> outputs) =>
        outputs is [{ Values: { Length: > 0 } values } sample] && ClassifierDecoder.AreProbabilities(values.AsSpan(0, values.Length / (int)sample.Shape[0]));

    /// <summary>
    /// Runs the session on a black image, which proves the provider. The run also reveals the shapes of outputs declared with
    /// symbolic dimensions, and values that distinguish boxes from scores.
    /// </summary>
    private static List<OutputSample> FirstRun(InferenceSession session, ModelInput input)
    {
        using var value = new NativeTensor(input.Spec, input.Batch);
        using var runOptions = new RunOptions();
        using var outputs = session.Run(runOptions, [input.Name], [value.Value(input.Batch)], session.OutputNames);
        var samples = new List<OutputSample>();
        for (var i = 0; i < outputs.Count; i++)
        {
            if (!outputs[i].IsTensor)
            {
                continue;
            }

            var shape = outputs[i].GetTensorTypeAndShape();
            float[] values = shape.ElementDataType switch
            {
                TensorElementType.Float => outputs[i].GetTensorDataAsSpan<float>().ToArray(),
                TensorElementType.Float16 => Array.ConvertAll(MemoryMarshal.Cast<Float16, Half>(outputs[i].GetTensorDataAsSpan<Float16>()).ToArray(), half => (float)half),
                _ => [],
            };
            samples.Add(new OutputSample(new TensorSpec(session.OutputNames[i], shape.ElementDataType, shape.Shape), values));
        }

        return samples;
    }

    private static (int Count, int Values)? KeypointShape(string? shape) =>
        shape is not null && PythonLiteral.TryParse(shape, out var value) && value is List<object?> and [long and > 0 and < 10_000 and var count, long and (2 or 3) and var values]
            ? ((int)count, (int)values)
            : null;
}

/// <summary>Opens model files.</summary>
internal interface IModelLoader
{
    /// <summary>Opens a model file and proves with a run that it works.</summary>
    /// <param name="name">The model's name, without a version.</param>
    /// <param name="file">The model's file.</param>
    /// <param name="maxBatch">The maximum number of images per run, for graphs with a dynamic batch; 0 means 8 on a GPU and 1 on the CPU.</param>
    /// <exception cref="ModelException">The file cannot be used as a model; the message names it and states the reason.</exception>
    LoadedModel Load(string name, string file, int maxBatch = 0);
}
